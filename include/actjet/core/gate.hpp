// silu and its derivative at z = beta x, which silu, swish and quick_gelu share: f(x) = x sigmoid(z), f'(x) = silu'(z).
//
// With a = |x|, b = |z| and s = 1 / (1 + exp(b)):
//     |f(x)| = z < 0 ? a s : a - a s
//     f'(x)  = z < 0 ? g : 1 - g,     g = s (1 - b + b s).
// a s is a quotient by 1 + exp(b). 1 - b, exact for b > 1/2, and b s cancel around the zero of the derivative, z = -a0
// = -1.2784645; as fma(b, s, 1 - b) and what s and its product with that lack keep their digits, the polynomial t M(t)
// in t = a0 - b is needed in the closest neighbourhood only, |t| <= 5/128.
//
// Coefficients: scripts/fit/derivative_zero.py.
#pragma once

#include <actjet/core/float64.hpp>
#include <actjet/core/logistic.hpp>

namespace actjet::core {

// f(x) and f'(x) in float32. negative where beta x < 0; ramp is |x| where it is not, else -0: the value comes without
// the sign of x. a is |x|, bounded where the result no longer depends on exp(|beta x|); for this a, |beta x| = z +
// z_low, or z where there is no z_low, and exp is its exponential.
template <class T, class... Low>
ACTJET_HD jet<T> gate(typename ops<T>::mask negative, T ramp, T a, const growth<T>& exp, T z, Low... z_low) {
    const logistic<T> l(exp);
    const T value = fnma(l.divided(a), l.tail, ramp);

    const two_part<T> s{l.inverse, l.inverse * l.inverse_rest()};
    const T zt = z * l.tail, first = fma(zt, s.high, T(1) - z);
    const T first_low = s.low * fma(zt, s.high, first);
    constexpr float a0 = 0x1.474974p+0f, a0_low = -0x1.bdf6fap-27f, a0_last = -0x1.03945ap-53f, slope = 0x1.be141p-3f;
    const float lift = 1 / exp.one;
    const T t = T(a0) - z;
    const T m = polynomial(t, lift * slope, lift * 0x1.2c5634p-3f, lift * 0x1.3522f4p-6f, lift * -0x1.f2b7a8p-7f);
    T near, far;
    if constexpr (sizeof...(Low) == 0) {
        far = fma(first, s.high, first_low);
        near = fma(t, m, T(lift * slope * a0_low));
    } else {
        const T low = (z_low, ...);
        far = fma(first, s.high, fma(fma(low * l.tail, s.high, -low), s.high, first_low));
        // z + z_low may come so near to a0 that all but a0_last cancels: there m is slope.
        near = fma(t, m, fma(T(a0_low) - low, m, T(lift * slope * a0_last)));
    }
    const T g = select(abs(t) < T(0.0390625f), near, far);
    return {value, select(negative, g * l.tail, fnma(g, l.tail, T(1)))};
}

// x sigmoid(z + z_low) and silu'(z + z_low) in float64. |z_low| <= ulp(z).
template <class T>
ACTJET_HD jet<T> float64_gate(T x, T z, T z_low) {
    const auto negative = z < T(0);
    // Beyond 1500 exp(-a) is 0 even as a product with x, which is finite there.
    const T a = magnitude_at_most(z, T(1500)), a_low = select(negative, -z_low, z_low);
    const T reach = at_most(a, T(700));
    const float64_logistic<T> l(float64_exp<T>(exp(-reach), -a_low, exp(reach - a)));
    const T finite = at_least(at_most(x, T(0x1.fffffffffffffp+1023)), T(-0x1.fffffffffffffp+1023));

    const auto zs = l.product(a, a_low);
    const auto far = complement(zs);
    // 1 - zs around its zero a0 is sigmoid(a) times 1 + exp(-a) - a = e0 expm1(-t) - t, with t = a - a0 and e0 =
    // exp(-a0) = a0 - 1: two terms of one sign.
    // a + a_low may come so near to a0 that all but its third part cancels: the differences before that are exact then.
    const T t = ((a - T(0x1.474973c84120bp+0)) + (a_low - T(0x1.f8d74bc9ac154p-54))) - T(0x1.44a50180ba780p-108);
    const auto near = l.upper.product(fma(T(0x1.1d25cf210482ep-2), expm1(-t), -t));
    const auto is_near = abs(t) < T(0.5);
    const T slope = l.lower_times({select(is_near, near.high, far.high), select(is_near, near.low, far.low)});
    return {l.gated(negative, x, finite), select(negative, slope, l.upper_plus(zs))};
}

}  // namespace actjet::core
