// The command line.
#pragma once

#include "settings.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace digits {

struct options {
    settings run;
    bool whole_table = true;  // no --activation: the default table; of `run`, only the seed holds then
    bool markdown = false;
    bool list = false;
    bool help = false;
    actjet_place place = ACTJET_CPU;
    std::string data;
};

// What is wrong with the command line, in one line.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

extern const char* const usage;

options parse(int count, const char* const* arguments);

}  // namespace digits
