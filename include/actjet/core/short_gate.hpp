// silu, quick_gelu, gelu_tanh and mish for results of 16 bits.
//
// Those of bfloat16 come from an exponential times a power of two, so that the inverse of a sum with it stays in range
// down to the least results.
//
// Coefficients: scripts/fit/short_forms.py.
#pragma once

#include <actjet/core/short_exponential.hpp>

namespace actjet::core {

// silu and quick_gelu, x s with s = 1 / (1 + e), e = exp(-z), z = slope x. The derivative is s + z s (1 - s), where 1 -
// s is e s.
struct gate_terms {
    exp2_terms exp;
    float one = 1;  // what is added to e, or its neighbour where that rounds every result to the nearest number
};

template <half_precision Target>
ACTJET_HD constexpr gate_terms silu_terms() {
    if constexpr (has_wide_range<Target>) {
        return {{0x1.62e234p-1f, 0x1.ebf238p-3f, 0x1.c92d08p-5f, 0x1.3ef20ep-7f}, 0x1.fffffep-1f};
    } else {
        return {exp2_degree_5()};
    }
}
template <half_precision Target>
ACTJET_HD constexpr gate_terms quick_gelu_terms() {
    if constexpr (has_wide_range<Target>) {
        return {{0x1.62e302p-1f, 0x1.ec0656p-3f, 0x1.c8989cp-5f, 0x1.357f18p-7f}};
    } else {
        return {exp2_degree_5()};
    }
}
template <half_precision Target>
ACTJET_HD constexpr gate_terms mish_terms() {
    if constexpr (has_wide_range<Target>) {
        return {{0x1.62e10ep-1f, 0x1.ebff68p-3f, 0x1.ca9588p-5f, 0x1.3cc86cp-7f}, 0x1.000004p+0f};
    } else {
        return {exp2_degree_5()};
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_gate(T x, float slope, const gate_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? -36 : 0, one = wide ? 0x1p-36f : 1.0f;
    // Below the one bound f and f' are -0, above the other they are x and 1.
    const T lower = no_less(x, T((wide ? -100.0f : -40.0f) / slope));
    const T bounded = no_more(lower, T((wide ? 60.0f : 40.0f) / slope));
    const T e = short_exp2(bounded, T(-slope * log2_e), bias, c.exp);
    const T inverse = reciprocal(e + T(one * c.one));
    const T s = wide ? inverse * T(one) : inverse;
    const T z = slope == 1.0f ? bounded : bounded * T(slope);
    return {lower * s, fma(z * s, e * inverse, s)};
}

// gelu_tanh: the same with z = x (C1 + C2 x^2), whose derivative is C1 + 3 C2 x^2.
struct gelu_tanh_terms {
    float rate1, rate2;  // -log2(e) C1, -log2(e) C2
    exp2_terms exp;
};

template <half_precision Target>
ACTJET_HD constexpr gelu_tanh_terms gelu_tanh_terms_for() {
    if constexpr (has_wide_range<Target>) {
        return {-0x1.26aec2p+1f, -0x1.a5a7dp-4f, {0x1.62e0cp-1f, 0x1.ec09eap-3f, 0x1.c9be6p-5f, 0x1.38f948p-7f}};
    } else {
        return {-0x1.26aec2p+1f, -0x1.a5a7dp-4f, exp2_degree_5()};
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_gelu_tanh(T x, const gelu_tanh_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? -36 : 0, one = wide ? 0x1p-36f : 1.0f;
    const T lower = no_less(x, T(wide ? -10.5f : -6.0f));
    const T bounded = no_more(lower, T(wide ? 7.0f : 6.0f));
    const T square = bounded * bounded;
    const T e = short_exp2(bounded, fma(square, T(c.rate2), T(c.rate1)), bias, c.exp);
    const T inverse = reciprocal(e + T(one));
    const T s = wide ? inverse * T(one) : inverse;
    const T slope = fma(square, T(0x1.b6676cp-3f), T(0x1.988454p+0f));
    return {lower * s, fma(bounded * s * slope, e * inverse, s)};
}

// mish: with e = exp(x), w = e (e + 2) and r = 1 / (w + 2), tanh(log1p(e)) is q = w r, f(x) = x q and
// f'(x) = q + 4 x r (q - e r).
template <half_precision Target, class T>
ACTJET_HD jet<T> short_mish(T x, const gate_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? 24 : 0, one = wide ? 0x1p24f : 1.0f;
    const T lower = no_less(x, T(wide ? -100.0f : -40.0f));
    const T bounded = no_more(lower, T(20));
    const T e = short_exp2(bounded, T(log2_e), bias, c.exp);
    const T w = e * (wide ? fma(e, T(1 / one), T(2)) : e + T(2));
    const T inverse = reciprocal(w + T(2 * one * c.one));
    const T q = w * inverse;
    return {lower * q, fma(bounded * T(4 * one) * inverse, fnma(e, inverse, q), q)};
}

}  // namespace actjet::core
