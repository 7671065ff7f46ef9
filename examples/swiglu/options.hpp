// The command line.
#pragma once

#include "settings.hpp"

#include <actjet/actjet.h>

#include <string>

namespace swiglu {

struct options {
    settings run;
    int images = 1000000;  // the first of the training and of the test images, at most so many of each
    bool help = false;
    actjet_place place = ACTJET_CPU;
    std::string data = DIGITS_DATA;
};

extern const char* const usage;

// Throws digits::usage_error.
options parse(int count, const char* const* arguments);

}  // namespace swiglu
