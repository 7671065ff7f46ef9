// What is known of an activation. Every field is read by a test: a fact that is wrong fails one.
#pragma once

#include <actjet/actjet.h>

#include <limits>

namespace actjet::core {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

struct range {
    double lower = -infinity, upper = infinity;
};

// Bounds of the errors in float32, for every input and all valid parameters, in units in the last place of the exact
// result.
struct ulp_bounds {
    double value, derivative;
};

struct facts {
    actjet_activation id;
    const char* name;
    const char* family;
    const char* formula;     // f(x), LaTeX
    const char* derivative;  // f'(x), LaTeX
    const char* paper;
    range values = {};                                     // of f, at default parameters
    bool monotone = true;                                  // f never decreases, at default parameters
    bool odd = false;                                      // f(-x) = -f(x), bit for bit
    bool saturates_left = false, saturates_right = false;  // f' -> 0 as x -> -inf, +inf
    bool flat = false;                                     // f' is zero on a whole interval
    ulp_bounds ulp;
};

// A parameter of activation A. Its default is the member's own initialiser.
template <class A>
struct parameter {
    const char* name;
    double A::*member;
    double lower, upper;
    bool lower_open, upper_open;
    const char* meaning;
};

}  // namespace actjet::core
