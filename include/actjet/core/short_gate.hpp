// silu, quick_gelu, gelu_tanh and mish for results of 16 bits.
//
// Those of bfloat16 come from an exponential times a power of two, so that the inverse of a sum with it stays in range
// down to the least results.
//
// Coefficients: scripts/fit/short_forms.py.
#pragma once

#include <actjet/core/short_exponential.hpp>

namespace actjet::core {

// silu and quick_gelu: x s and s (1 + z (1 - s)), z = slope x, e = exp(-z), s = 1 / (1 + e), 1 - s = e s.
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
        return {{0x1.62e08ap-1f, 0x1.ec04dep-3f, 0x1.cc2f3ap-5f, 0x1.493e28p-7f}, 0x1.000004p+0f};
    } else {
        return {exp2_degree_5()};
    }
}

// inverse is s / one. The derivative of bfloat16 is multiplied by one at last, so that it ends in -0.
template <half_precision Target, class T>
ACTJET_HD jet<T> gated(T x, T z, T e, T inverse, float one) {
    if constexpr (has_wide_range<Target>) {
        return {x * (inverse * T(one)), fma(z, e * inverse, T(1)) * inverse * T(one)};
    } else {
        return {x * inverse, fma(z * inverse, e * inverse, inverse)};
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_gate(T x, float slope, const gate_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? -36 : 0, one = wide ? 0x1p-36f : 1.0f;
    // Below the one bound f and f' are -0, above the other they are x and 1.
    const T lower = no_less(x, T((wide ? -110.0f : -40.0f) / slope));
    const T bounded = no_more(lower, T((wide ? 60.0f : 40.0f) / slope));
    const T e = short_exp2(bounded, T(-slope * log2_e), bias, c.exp);
    const T inverse = reciprocal(e + T(one * c.one));
    const T z = slope == 1.0f ? bounded : bounded * T(slope);
    return gated<Target>(lower, z, e, inverse, one);
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
    const T lower = no_less(x, T(wide ? -10.9f : -7.5f));
    const T bounded = no_more(lower, T(wide ? 7.0f : 6.0f));
    const T square = bounded * bounded;
    const T e = short_exp2(bounded, fma(square, T(c.rate2), T(c.rate1)), bias, c.exp);
    const T inverse = reciprocal(e + T(one));
    const T slope = fma(square, T(0x1.b6676cp-3f), T(0x1.988454p+0f));
    return gated<Target>(lower, bounded * slope, e, inverse, one);
}

// mish: with e = exp(x), w = e (e + 2) and r = 1 / (w + 2), tanh(log1p(e)) is w r, f(x) = x w r and
// f'(x) = r (w + 4 x r (w - e)).
template <half_precision Target, class T>
ACTJET_HD jet<T> short_mish(T x, const gate_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? 40 : 0, one = wide ? 0x1p40f : 1.0f;
    const T lower = no_less(x, T(wide ? -110.0f : -40.0f));
    const T bounded = no_more(lower, T(20));
    const T e = short_exp2(bounded, T(log2_e), bias, c.exp);
    const T w = e * (wide ? fma(e, T(1 / one), T(2)) : e + T(2));
    const T inverse = reciprocal(w + T(2 * one * c.one));
    return {lower * (w * inverse), fma(bounded * T(4 * one) * inverse, w - e, w) * inverse};
}

}  // namespace actjet::core
