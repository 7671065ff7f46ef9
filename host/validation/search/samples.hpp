// Inputs that are likely to show an error.
#pragma once

#include <tests/reference/reference.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace actjet::validation {

// About count patterns of Format (float32 or float64), always the same ones: infinities, NaNs and the ends of the
// normal and denormal numbers; the neighbourhoods of every kink, jump and zero of the function and its derivative,
// which are searched for; as many for every sign and exponent; and then many where a function changes, evenly over the
// numbers up to where exponentials overflow and over the exponents around 1.
template <class Format>
std::vector<typename Format::bits> stratified_inputs(std::size_t count, reference::function exact,
                                                     const double* parameters);

}  // namespace actjet::validation
