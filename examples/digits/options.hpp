// The command line.
#pragma once

#include "command_line.hpp"
#include "settings.hpp"

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

extern const char* const usage;

options parse(int count, const char* const* arguments);

}  // namespace digits
