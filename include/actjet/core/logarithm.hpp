// log1p in float32, on the interval that exp(-|x|) falls into.
//
// Coefficients: scripts/fit/log1p.sollya.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

// log1p(e) in two floats that are still to be added.
template <class T>
struct log1p_pair {
    T high, low;
};

// log1p(e + e_low) * scale for 0 <= e <= 1, from e * scale, e_low * scale and unscale = 1 / scale; the relative error
// of the polynomial is 2^-29.7. The first two terms of the series, e - e^2 / 2, are kept exactly: they are most of it.
template <class T>
ACTJET_HD log1p_pair<T> scaled_log1p(T scaled, T scaled_low, T unscale) {
    const T e = scaled * unscale, minus_half = T(-0.5f) * e;
    const T rest = polynomial(e, 0x1.5554b4p-2f, -0x1.ffdcfp-3f, 0x1.98175ap-3f, -0x1.4c5bp-3f, 0x1.03ab9cp-3f,
                              -0x1.5fe48p-4f, 0x1.6ad438p-5f, -0x1.e0f71ap-7f, 0x1.2a3d5ep-9f);
    const T high = fma(minus_half, scaled, scaled);
    const T high_low = fma(minus_half, scaled, scaled - high);
    const T moved = fma(minus_half, scaled_low, scaled_low);  // e_low times the slope of log1p, to a third
    return {high, fma(e * e * scaled, rest, high_low + moved)};
}

}  // namespace actjet::core
