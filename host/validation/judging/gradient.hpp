// How far gradients dx = dy f'(x), and the results of gated passes, are from the reference.
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
// that they need, and the bound is least_bound at least: 0.53 in bfloat16, and 0.75 in float16. Around its zeros it is
// a difference, of which float32 has fewer digits: where |x| < 2 it may be off by off_near_zero, if that is more; and
// in the tails by off_in_tails.
//
// What a gated pass gives is of the same kind. For y = x f(gate) and dx = dy f(gate) the same holds with f, its bound
// and its units in the place of f'. dgate = (dy x) f'(gate) has one more rounding, of dy x, which adds
//     |f'(gate)| u(dy x) / 2 / U
// so that it is within 2 derivative_ulp + 3/2 units in float32 and float64 where all are normal numbers. Where dy x is
// too large for float32 (float64) it counts as infinite, as the pass defines it.
struct gradient_standard {
    const reference::activation& function;
    std::vector<double> parameters;
    double derivative_ulp, off_near_zero, off_in_tails, least_bound;
    std::optional<double> bound;  // of every error, in ULP, in place of all that
    judged_signs signs;
    bool of_value = false;  // the factor is f(x), and derivative_ulp its error
};

// Compares n gradients, given as patterns of Format; those of known are looked for as in compare(), and errors may be
// null. Where x or dy is NaN, NaN alone is right. An infinity is right also where f'(x) or the product is within its
// error of one, and both NaN and 0 are where infinity meets zero, or might for the error of f'(x); in the 16-bit types
// so is an infinity, as f'(x) need not vanish in the tail of a curve. others, where not null, are second factors: the
// gradients are then those of a gate.
template <class Format>
tally compare_gradients(const gradient_standard& exact, const tally& known, std::size_t n,
                        const typename Format::bits* x, const typename Format::bits* dy,
                        const typename Format::bits* dx, double* errors, const typename Format::bits* others = nullptr);

}  // namespace actjet::validation
