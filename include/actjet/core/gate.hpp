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
#include <actjet/core/wide.hpp>

namespace actjet::core {

// silu'(z) for z < 0. zs = a s, t = a0 - a.
template <class T, class Exp>
ACTJET_HD T silu_derivative_below(const logistic<T, Exp>& l, two_part<T> zs, T t) {
    const T m = polynomial(t, Exp::scale * 0x1.be141p-3f, Exp::scale * 0x1.2c5628p-3f, Exp::scale * 0x1.353c54p-6f,
                           Exp::scale * -0x1.f28e48p-7f, Exp::scale * -0x1.adc1c8p-8f);
    // (1 - zs) s, rounded once: 1 - zs.high is exact near the zero.
    const T rest = T(1) - zs.high;
    const T lower = fma(rest, l.upper.high, fma(rest, l.upper.low, -(zs.low * l.upper.high)));
    return l.exp.finish(select(abs(t) < T(0.21875f), t * m, l.exp.times(lower)));
}

// silu'(z) for z >= 0.
template <class T, class Exp>
ACTJET_HD T silu_derivative_above(const logistic<T, Exp>& l, two_part<T> zs) {
    return fma(zs.high * l.decay, l.upper.high, l.upper.low) + l.upper.high;
}

// x sigmoid(z) and silu'(z) in float32. negative where z < 0. a is |x|, bounded so that nothing overflows where the
// result no longer depends on exp(-|z|); for this a, |z| = z + z_low and exp(-|z|) = exp.
template <class T, template <class> class Exp>
ACTJET_HD jet<T> gate(T x, typename ops<T>::mask negative, T a, T z, T z_low, Exp<T> exp) {
    const auto l = make_logistic(exp, one_plus_precise(exp));
    const T gated = fma(select(negative, a, abs(x)), l.upper.high, a * l.upper.low);
    const T value = copysign(select(negative, exp.finish(exp.times(gated)), gated), x);

    auto zs = l.upper.product(z);
    zs.low = fma(z_low, l.upper.high, zs.low);
    const T t = (T(0x1.474974p+0f) - z) + (T(-0x1.bdf6fap-27f) - z_low);
    return {value, select(negative, silu_derivative_below(l, zs, t), silu_derivative_above(l, zs))};
}

// x sigmoid(z + z_low) and silu'(z + z_low) for wide number types. |z_low| <= ulp(z).
template <class T>
ACTJET_HD jet<T> wide_gate(T x, T z, T z_low) {
    const auto negative = z < T(0);
    // Beyond 1500 exp(-a) is 0 even as a product with x, which is finite there.
    const T a = at_most(abs(z), T(1500)), a_low = select(negative, -z_low, z_low);
    const T reach = at_most(a, T(700));
    const wide_logistic<T> l(wide_exp<T>(exp(-reach), -a_low, exp(reach - a)));
    const T finite = at_least(at_most(x, T(0x1.fffffffffffffp+1023)), T(-0x1.fffffffffffffp+1023));

    const auto zs = l.product(a, a_low);
    const auto far = complement(zs);
    // 1 - zs around its zero a0 is sigmoid(a) times 1 + exp(-a) - a = e0 expm1(-t) - t, with t = a - a0 and e0 =
    // exp(-a0) = a0 - 1: two terms of one sign.
    const T t = (a - T(0x1.474973c84120bp+0)) + (a_low - T(0x1.f8d74bc9ac154p-54));
    const auto near = l.upper.product(fma(T(0x1.1d25cf210482ep-2), expm1(-t), -t));
    const auto is_near = abs(t) < T(0.5);
    const T slope = l.lower_times({select(is_near, near.high, far.high), select(is_near, near.low, far.low)});
    return {l.gated(negative, x, finite), select(negative, slope, l.upper_plus(zs))};
}

}  // namespace actjet::core
