// Quotients by a sum whose rounding error is known.
//
// One reciprocal serves the value and the derivative. Its own rounding and that of the denominator are corrected
// together: the inverse is a sum of two floats, and what is divided is multiplied by that sum, which rounds once.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

// high + low, |low| <= ulp(high).
template <class T>
struct two_part {
    T high;
    T low;

    // x * (high + low), rounded once. x is finite.
    ACTJET_HD T times(T x) const { return fma(x, high, x * low); }
    // The same product as a sum of two parts.
    ACTJET_HD two_part product(T x) const {
        const T rest = x * low;
        const T y = fma(x, high, rest);
        return {y, fma(x, high, -y) + rest};
    }
    // (high + low)^2, rounded once.
    ACTJET_HD T squared() const { return fma(high, high, (high + high) * low); }
    // The same square as a sum of two parts.
    ACTJET_HD two_part squared_parts() const {
        const T y = high * high;
        return {y, fma(high + high, low, fma(high, high, -y))};
    }
    ACTJET_HD T nearest() const { return high + low; }
};

// 1 / d to about 2^-46, for 2^-126 <= d <= 2^126.
template <class T>
ACTJET_HD two_part<T> invert(two_part<T> d) {
    const T r = reciprocal(d.high);
    return {r, r * fnma(r, d.low, fnma(r, d.high, T(1)))};
}

// 1 / (1 + e + e_low) for 0 <= e <= 1, |e_low| <= ulp(e).
template <class T>
ACTJET_HD two_part<T> invert_one_plus(T e, T e_low) {
    const T d = T(1) + e;
    return invert(two_part<T>{d, ((T(1) - d) + e) + e_low});
}

}  // namespace actjet::core
