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
    // y * 2^-36, the one rounding into the denormal range.
    ACTJET_HD T finish(T y) const { return y * unscale; }
};

// expm1(r) for |r| <= 0.347.
template <class T>
ACTJET_HD T expm1_reduced(T r) {
    const T p = polynomial(r, 0.5f, 0x1.5554dcp-3f, 0x1.555568p-5f, 0x1.120c3cp-7f, 0x1.6caf06p-10f);
    return fma(r * r, p, r);
}

// exp(z + z_low) for -112 <= z <= 0, |z_low| <= ulp(z). NaN if z is NaN.
template <class T>
ACTJET_HD scaled_exp<T> exp_nonpositive(T z, T z_low) {
    constexpr float magic = 12582912.0f + 163.0f;  // 1.5 * 2^23, and a bias of 127 + 36
    const T shifted = fma(z, T(0x1.715476p+0f), T(magic));
    const T n = shifted - magic;
    const T upper = fma(n, T(-0x1.62e4p-1f), z);
    const T r = fma(n, T(-0x1.7f7d1cp-20f), upper + z_low);
    return {ops<T>::shift_to_exponent(shifted), expm1_reduced(r)};
}

// exp(z) for -112 <= z <= 60: above 0, too, the scaled power of two has room. NaN if z is NaN.
template <class T>
ACTJET_HD scaled_exp<T> exp_nonpositive(T z) {
    constexpr float magic = 12582912.0f + 163.0f;
    const T shifted = fma(z, T(0x1.715476p+0f), T(magic));
    const T n = shifted - magic;
    const T r = fma(n, T(-0x1.7f7d1cp-20f), fma(n, T(-0x1.62e4p-1f), z));
    return {ops<T>::shift_to_exponent(shifted), expm1_reduced(r)};
}

// exp(a * b) for -112 <= a * b <= 0, of the exact product: it is rounded only after n ln2 has been taken off, so that
// no low part of it is needed. NaN if a or b is NaN.
template <class T>
ACTJET_HD scaled_exp<T> exp_of_product(T a, T b) {
    constexpr float magic = 12582912.0f + 163.0f;
    const T shifted = fma(a * b, T(0x1.715476p+0f), T(magic));
    const T n = shifted - magic;
    const T r = fma(n, T(-0x1.7f7d1cp-20f), fma(a, b, n * -0x1.62e4p-1f));
    return {ops<T>::shift_to_exponent(shifted), expm1_reduced(r)};
}

// exp(a (b + b_low)) for -112 <= a * b <= 0, |b_low| <= ulp(b). NaN if one of them is NaN.
// The interval of r, |r| <= ln2 / 2, is moved up by 0.0585: with expm1 between -1/4 and 1/2 its rounding is at most
// 2^-26.3 of exp; between -0.29 and 0.41 it is 2^-25.5. P has a relative error of 2^-28.2.
// Coefficients: scripts/fit/gelu_tanh.py.
template <class T>
ACTJET_HD scaled_exp<T> exp_of_product(T a, T b, T b_low) {
    constexpr float magic = 12582912.0f + 163.0f;
    const T shifted = fma(fma(a, b, T(-0.0585f)), T(0x1.715476p+0f), T(magic));
    const T n = shifted - magic;
    const T r = fma(n, T(-0x1.7f7d1cp-20f), fma(a, b_low, fma(a, b, n * -0x1.62e4p-1f)));
    const T p = polynomial(r, 0x1.000006p-1f, 0x1.5554c2p-3f, 0x1.5544d2p-5f, 0x1.12068p-7f, 0x1.7e4398p-10f);
    return {ops<T>::shift_to_exponent(shifted), fma(r * r, p, r)};
}

// exp(z) = power * (1 + expm1) * tail for formulas whose exp(z) meets a large factor. tail is 1 while the power of two
// is a normal number, then takes over from it; below exp(-175), where not even the largest float lifts the product out
// of the lowest range, it is 0.
template <class T>
struct far_exp {
    T power;
    T expm1;
    T tail;

    static constexpr float unscale = 1;
    static constexpr float scale = 1;

    ACTJET_HD T high() const { return fma(power, expm1, power); }
    // x * exp(z) / tail.
    ACTJET_HD T times(T x) const { return fma(expm1, x, x) * power; }
    ACTJET_HD T finish(T y) const { return y * tail; }
};

// exp(-a * b) for 0 <= a * b <= 175.4, of the exact product.
template <class T>
ACTJET_HD far_exp<T> far_decay(T a, T b) {
    constexpr float zero = 12582912.0f, one = zero + 127.0f;  // where the exponent field is that of 0, and of 1
    const T shifted = fma(a * b, T(-0x1.715476p+0f), T(one));
    const T n = shifted - one;
    const T r = fma(n, T(-0x1.7f7d1cp-20f), fma(-a, b, n * -0x1.62e4p-1f));
    return {ops<T>::shift_to_exponent(larger(shifted, T(zero + 1.0f))), expm1_reduced(r),
            ops<T>::shift_to_exponent(smaller(shifted + 126.0f, T(one)))};
}

}  // namespace actjet::core
