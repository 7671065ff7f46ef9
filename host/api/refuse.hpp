// Refusals of invalid arguments.
#pragma once

#include "failure.hpp"

#include <charconv>
#include <iterator>
#include <string>

namespace actjet::host {

// The shortest text that stands for the value, whatever the locale.
inline std::string number(double value) {
    char text[32];
    return {text, std::to_chars(text, std::end(text), value).ptr};
}

[[noreturn]] inline void refuse(const std::string& message) {
    throw failure(ACTJET_INVALID_ARGUMENT, message);
}

}  // namespace actjet::host
