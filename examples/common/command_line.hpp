// What command lines are made of.
#pragma once

#include <actjet/actjet.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace digits {

// What is wrong with the command line, in one line.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// An option's text as a number from lower to upper; all of the text must be one.
double number(std::string_view option, const std::string& text, double lower, double upper, bool whole);
int count(std::string_view option, const std::string& text, int lower, int upper);

actjet_place place_named(const std::string& text);

}  // namespace digits
