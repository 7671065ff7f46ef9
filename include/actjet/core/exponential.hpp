// exp in float32, as scale and mantissa, for formulas that need its digits in the far tails.
//
// Method: z = n ln2 + r with |r| <= ln2 / 2. n comes from one fused multiply-add that pushes z log2(e) against
// 1.5 * 2^23, where floats are integers; the low bits of that sum, moved to the exponent field, are the power of two.
// r is reduced in two steps (the upper part of ln2 has 16 bits, so that n times it is exact), and
// expm1(r) = r + r^2 P(r) with P of degree 4 has a relative error of 2^-26.6.
//
// The power of two carries an extra factor 2^36: exp(-104), which underflows, is an ordinary number on the way, and one
// multiplication at the end, by 2^-36, rounds once into the denormal range.
//
// Coefficients: scripts/fit/exponential.sollya.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

// What reduction takes for the power of two to come out times 2^Bias; 1.5 * 2^23 is where floats are integers.
template <int Bias>
inline constexpr float exp_magic = 12582912.0f + 127.0f + Bias;

inline constexpr float ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f;

// z = n ln2 + r, for -126 <= z / ln2 + Bias <= 127. z is an argument times a power of two.
template <class T>
struct reduction {
    T shifted, n;
    float times;

    ACTJET_HD reduction(T argument, T magic, float times_ = 1)
        : shifted(fma(argument, T(times_ * 0x1.715476p+0f), magic)), n(shifted - magic), times(times_) {}

    // 2^(n + Bias)
    ACTJET_HD T power() const { return ops<T>::shift_to_exponent(shifted); }
    // r / times
    ACTJET_HD T rest(T argument) const { return fma(n, T(-ln2_low / times), fma(n, T(-ln2_high / times), argument)); }
    // r for z + z_low, and for the exact product a (b + b_low), which is rounded only after n ln2 has been taken off. A
    // low part is at most an ulp of its high part.
    ACTJET_HD T rest(T z, T z_low) const { return fma(n, T(-ln2_high), z) + fma(n, T(-ln2_low), z_low); }
    ACTJET_HD T rest_of_product(T a, T b, T b_low) const {
        return fma(a, b, n * -ln2_high) + fma(a, b_low, n * -ln2_low);
    }
};

// expm1(times r) / times for |times r| <= 0.347, times being a power of two.
template <class T>
ACTJET_HD T expm1_reduced(T r, float times = 1) {
    const float t2 = times * times, t3 = t2 * times, t4 = t2 * t2, t5 = t4 * times;
    const T p = polynomial(r, times * 0.5f, t2 * 0x1.5554dcp-3f, t3 * 0x1.555568p-5f, t4 * 0x1.120c3cp-7f,
                           t5 * 0x1.6caf06p-10f);
    return fma(r * r, p, r);
}

// exp(z) * 2^36 = power * (1 + expm1).
template <class T>
struct scaled_exp {
    T power;
    T expm1;

    static constexpr float unscale = 0x1p-36f;
    static constexpr float scale = 0x1p36f;

    // exp(z) * 2^36, rounded once.
    ACTJET_HD T high() const { return fma(power, expm1, power); }
    // What high() rounded away.
    ACTJET_HD T low(T high) const { return fma(power, expm1, power - high); }
    // x * exp(z) * 2^36.
    ACTJET_HD T times(T x) const {
        const T scaled = x * power;
        return fma(expm1, scaled, scaled);
    }
};

// exp(z) for -112 <= z <= 60: above 0, too, the scaled power of two has room. NaN if z is NaN.
template <class T>
ACTJET_HD scaled_exp<T> exp_nonpositive(T z) {
    const reduction<T> reduced(z, T(exp_magic<36>));
    return {reduced.power(), expm1_reduced(reduced.rest(z))};
}

}  // namespace actjet::core
