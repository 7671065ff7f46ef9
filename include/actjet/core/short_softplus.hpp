// softplus and logsigmoid for results of 16 bits: log1p(e) is e times a polynomial, e = exp(-|x|).
//
// Coefficients: scripts/fit/short_forms.py.
#pragma once

#include <actjet/core/exponential_range.hpp>
#include <actjet/core/short_exponential.hpp>

namespace actjet::core {

// log1p(e) / e = l0 + e (l1 + ...); for bfloat16 l6 and l7 are 0.
struct log1p_terms {
    float l0, l1, l2, l3, l4, l5, l6, l7;
    exp2_terms exp;
};

template <half_precision Target>
ACTJET_HD constexpr log1p_terms log1p_terms_for() {
    if constexpr (has_wide_range<Target>) {
        return {0x1.fffe6ap-1f,
                -0x1.ff5754p-2f,
                0x1.4cfbfap-2f,
                -0x1.ae2a12p-3f,
                0x1.9eac2ap-4f,
                -0x1.86f496p-6f,
                0,
                0,
                {0x1.62e2b4p-1f, 0x1.ec087ep-3f, 0x1.c9a4b8p-5f, 0x1.49bcb8p-7f}};
    } else {
        return {0x1.fffffap-1f,  -0x1.fff932p-2f, 0x1.54bdacp-2f,  -0x1.f5aac4p-3f, 0x1.6b6c2cp-3f,
                -0x1.b91078p-4f, 0x1.692eacp-5f,  -0x1.17d016p-7f, exp2_degree_5()};
    }
}

// The polynomial in scaled = e / s, times s, a power of two.
template <half_precision Target, class T>
ACTJET_HD T log1p_slope(T scaled, float s, const log1p_terms& c) {
    const float s2 = s * s, s4 = s2 * s2;
    const float l0 = s * c.l0, l1 = s2 * c.l1, l2 = s2 * s * c.l2, l3 = s4 * c.l3, l4 = s4 * s * c.l4,
                l5 = s4 * s2 * c.l5;
    if constexpr (has_wide_range<Target>) {
        return polynomial(scaled, l0, l1, l2, l3, l4, l5);
    } else {
        return polynomial(scaled, l0, l1, l2, l3, l4, l5, s4 * s2 * s * c.l6, s4 * s4 * c.l7);
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_logsigmoid(T x, const log1p_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? 10 : 0, one = wide ? 0x1p10f : 1.0f;
    const T e = short_exp2(no_more(abs(x), T(wide ? 94.0f : 40.0f)), T(-log2_e), bias, c.exp);
    return {fnma(e, log1p_slope<Target>(e, 1 / one, c), smaller(x, T(0))),
            select(x > T(0), e, T(one)) * reciprocal(e + T(one))};
}

// rate forms exp(-beta a) / beta, a = |x| up to highest.
template <half_precision Target, class T>
ACTJET_HD jet<T> short_softplus(T x, T beta, T highest, const exp_factor<scalar_of<T>>& rate, const log1p_terms& c) {
    const short_reduction<T> reduced(no_more(abs(x), highest), beta * T(-log2_e), T(rate.magic - 127.0f));
    const T scaled = ops<T>::add_to_exponent(fma(reduced.r, exp2_slope(reduced.r, c.exp), T(1)), reduced.shifted);
    const T e = scaled * T(rate.unscale);
    return {fma(scaled * T(rate.first), log1p_slope<Target>(e, 1, c), larger(x, T(0))),
            select(x < T(0), e, T(1)) * reciprocal(e + T(1))};
}

}  // namespace actjet::core
