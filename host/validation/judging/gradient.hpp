// How far gradients dx = dy f'(x) are from the reference.
#pragma once

#include "comparison.hpp"

#include <optional>

namespace actjet::validation {

// What gradients are compared with. The contract follows from that of the derivative: f'(x) is computed within
// derivative_ulp units in the last place u of float32 (of float64 for float64), and its product with dy is rounded
// once, and once more in the 16-bit types. So the error of dx may be
//     (derivative_ulp |dy| u(f'(x)) + [16 bits] u(dy f'(x)) / 2) / U(dy f'(x)) + 1/2
// units U of its own type: at most 2 derivative_ulp + 1/2 in float32 and float64 where f'(x) is a normal number; more
// where it is denormal and dy is large, since f'(x) has fewer digits there. In the 16-bit types f'(x) has the digits
// that they need, and the bound is least_bound at least: 0.51 in bfloat16, and 0.75 in float16, next to a zero of f'.
struct gradient_standard {
    const reference::activation& function;
    std::vector<double> parameters;
    double derivative_ulp, least_bound;
    std::optional<double> bound;  // of every error, in ULP, in place of all that
    judged_signs signs;
};

// Compares n gradients, given as patterns of Format; those of known are looked for as in compare(), and errors may be
// null. Where x or dy is NaN, NaN alone is right. An infinity is right also where f'(x) or the product is within its
// error of one, and both NaN and 0 are where infinity meets zero, or might for the error of f'(x); in the 16-bit types
// so is an infinity, as f'(x) need not vanish in the tail of a curve.
template <class Format>
tally compare_gradients(const gradient_standard& exact, const tally& known, std::size_t n,
                        const typename Format::bits* x, const typename Format::bits* dy,
                        const typename Format::bits* dx, double* errors);

}  // namespace actjet::validation
