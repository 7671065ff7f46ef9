// The settings of a call as options of actjet apply.
#pragma once

#include "command.hpp"

#include <actjet/actjet.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace actjet::tool {

class setting_options {
  public:
    // The object must outlive the parsing.
    void add_to(command& options);

    // Refuses what none of the passes looks at; numbers are checked by the library.
    settings of(const std::vector<actjet_pass>& passes) const;

  private:
    std::array<std::string, 9> numbers_;  // as written; empty where none was
    std::uint64_t seed_ = 0, offset_ = 0, causal_rows_ = 0;
    bool mask_gradient_ = false, round_each_step_ = false, random_parameter_ = false, safe_rows_ = false;
};

}  // namespace actjet::tool
