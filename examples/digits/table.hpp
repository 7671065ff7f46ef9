// The default table: which runs it makes, and how results are printed.
#pragma once

#include "settings.hpp"
#include "training.hpp"

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace digits {

// Runs that show one thing.
struct section {
    std::string title;
    std::vector<settings> runs;
};

std::vector<section> default_table(std::uint32_t seed);

class printer {
  public:
    printer(std::FILE* out, bool markdown) : out_(out), markdown_(markdown) {}

    // What all runs have in common.
    void preamble(const settings& set, const char* place) const;
    void heading(const std::string& title) const;
    void row(const settings& set, const outcome& result) const;
    void legend() const;

  private:
    void line(const std::vector<std::string>& cells) const;

    std::FILE* out_;
    bool markdown_;
};

}  // namespace digits
