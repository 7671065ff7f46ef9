// Refusals of invalid arguments.
#pragma once

#include "failure.hpp"

#include <charconv>
#include <cmath>
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

// Finite in the type of the computation.
inline void check_finite(const char* name, double value, bool float64) {
    if (!std::isfinite(float64 ? value : static_cast<float>(value))) {
        refuse(std::string(name) + " = " + number(value) + " is not finite" + (float64 ? "" : " in float32"));
    }
}

// The same of a positive number, or 0, which stands for none.
inline void check_positive(const char* name, double value, bool float64) {
    check_finite(name, value, float64);
    if (value < 0 || (value != 0 && !float64 && static_cast<float>(value) == 0)) {
        refuse(std::string(name) + " = " + number(value) +
               (value < 0 ? " is negative" : " is 0 when it is rounded to float32"));
    }
}

}  // namespace actjet::host
