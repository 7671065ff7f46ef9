// silu and its derivative at z = beta x, which silu, swish and quick_gelu share: f(x) = x sigmoid(z), f'(x) = silu'(z).
//
// With a = |z| and e = exp(-a), z < 0 and z >= 0 are different quotients of terms that do not cancel:
//     sigmoid(z) = (z < 0 ? e : 1) / (1 + e)
//     silu'(z)   = z < 0 ? e (1 - a s) s : s + a s e s        with s = 1 / (1 + e).
// 1 - a s does cancel around the zero of the derivative, z = -a0 = -1.2784645; there a polynomial t M(t) in t = z + a0
// takes over, which has the digits of t. a s is carried as a sum of two floats, so the polynomial is needed in a small
// neighbourhood only.
//
// Coefficients: scripts/fit/derivative_zero.py.
#pragma once

#include <actjet/core/logistic.hpp>

namespace actjet::core {

// silu'(z) near z = -a0, |t| <= 3/16, times 2^36.
template <class T>
ACTJET_HD T silu_derivative_near_zero(T t, T t_low) {
    constexpr float scale = scaled_exp<T>::scale;
    const T m = polynomial(t, scale * 0x1.be141p-3f, scale * 0x1.2c562ep-3f, scale * 0x1.353e04p-6f,
                           scale * -0x1.f2a12cp-7f, scale * -0x1.aed1dp-8f);
    return fma(t, m, t_low * (scale * 0x1.be141p-3f));
}

// silu'(z), the lower branch times 2^36 * unscale. zs = z * sigmoid(|z|), t + t_low = z + a0.
template <class T>
ACTJET_HD T silu_derivative(const logistic<T>& l, two_part<T> zs, T t, T t_low, T unscale,
                            typename ops<T>::mask negative) {
    const T rest = (T(1) + zs.high) + zs.low;
    const T lower = l.exp.times(l.upper.times(rest));
    const T near = silu_derivative_near_zero(t, t_low);
    const T below = select(abs(t) < T(0.1875f), near, lower) * unscale;
    const T above = fma(zs.high * l.decay, l.upper.high, l.upper.low) + l.upper.high;
    return select(negative, below, above);
}

// x sigmoid(z + z_low) and silu'(z + z_low) for wide number types. |z_low| <= ulp(z).
template <class T>
ACTJET_HD jet<T> wide_gate(T x, T z, T z_low) {
    const auto negative = z < T(0);
    // exp(-1500) = 0 even as the square of exp(-750), and a product with it is finite.
    const T a = at_most(abs(z), T(1500));
    const T a_low = select(negative, -z_low, z_low);
    // Half of the exponent twice: x exp(-a) keeps its digits where exp(-a) alone would be denormal.
    const T half = exp(T(-0.5) * a) * (T(1) - T(0.5) * a_low);
    const T e = half * half;
    const T d = T(1) + e;
    const T bounded = at_least(x, T(-0x1.fffffffffffffp+1023));
    // 1 + e - a = e0 expm1(-t) - t with t = a - a0 and e0 = exp(-a0) = a0 - 1: two terms of one sign.
    const T t = (a - T(0x1.474973c84120bp+0)) + (a_low - T(0x1.f8d74bc9ac154p-54));
    const T rest = T(0x1.1d25cf210482ep-2) * expm1(-t) - t;
    const T below = (half * (rest / (d * d))) * half;
    return {select(negative, (bounded * half / d) * half, x / d), select(negative, below, (d + a * e) / (d * d))};
}

}  // namespace actjet::core
