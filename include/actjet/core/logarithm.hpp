// log1p in float32, on the interval that exp(-|x|) falls into.
//
// Coefficients: scripts/fit/log1p.sollya.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

// log1p(e) * scale as the sum of e - e^2 / 2, rounded, and of the rest of the series with what is left of rounding.
template <class T>
struct log1p_parts {
    T high;
    T half_square, slope;  // their product is the series from e^3 / 3 on
    T left;

    ACTJET_HD T low() const { return fma(half_square, slope, left); }
    // What there is to add to high for the sum to be log1p(e) * (1 + correction) * scale, |correction| <= 2^-24.
    ACTJET_HD T low(T correction) const { return fma(half_square, slope, fma(high, correction, left)); }
};

// For 0 <= e + e_low <= 1, from both times scale, and unscale = 1 / scale. The polynomial's relative error is 2^-29.7.
// The first two terms, e - e^2 / 2, are most of the sum: their rounding is kept.
template <class T>
ACTJET_HD log1p_parts<T> scaled_log1p(T scaled, T scaled_low, T unscale) {
    const T e = scaled * unscale, minus_half = T(-0.5f) * e;
    const T slope = e * polynomial(e, 0x1.5554b4p-1f, -0x1.ffdcfp-2f, 0x1.98175ap-2f, -0x1.4c5bp-2f, 0x1.03ab9cp-2f,
                                   -0x1.5fe48p-3f, 0x1.6ad438p-4f, -0x1.e0f71ap-6f, 0x1.2a3d5ep-8f);
    const T high = fma(minus_half, scaled, scaled);
    const T half_square = scaled - high;  // but for the rounding of high, which left makes good
    const T high_low = fma(minus_half, scaled, half_square);
    const T moved = fma(minus_half, scaled_low, scaled_low);  // e_low times the slope of log1p, to a third
    return {high, half_square, slope, fma(-slope, high_low, high_low + moved)};
}

}  // namespace actjet::core
