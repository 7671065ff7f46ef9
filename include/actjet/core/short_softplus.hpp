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

// log1p(e) / e, times unit.
template <half_precision Target, class T>
ACTJET_HD T log1p_slope(T e, float unit, const log1p_terms& c) {
    if constexpr (has_wide_range<Target>) {
        return polynomial(e, unit * c.l0, unit * c.l1, unit * c.l2, unit * c.l3, unit * c.l4, unit * c.l5);
    } else {
        return polynomial(e, unit * c.l0, unit * c.l1, unit * c.l2, unit * c.l3, unit * c.l4, unit * c.l5, unit * c.l6,
                          unit * c.l7);
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_logsigmoid(T x, const log1p_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? 32 : 0, one = wide ? 0x1p32f : 1.0f;
    const short_power<T> power(no_more(abs(x), T(wide ? 108.0f : 40.0f)), T(-log2_e), bias, c.exp);
    const T scaled = power.value(), e = wide ? scaled * T(1 / one) : scaled;
    return {fnma(scaled, log1p_slope<Target>(e, 1 / one, c), no_more(x, T(0))),
            select(x > T(0), scaled, T(one)) * reciprocal(power.plus(T(one)))};
}

// rate forms exp(-beta a) / beta, a = |x| up to highest.
template <half_precision Target, class T>
ACTJET_HD jet<T> short_softplus(T x, T beta, T highest, const exp_factor<scalar_of<T>>& rate, const log1p_terms& c) {
    const short_reduction<T> reduced(no_more(abs(x), highest), beta * T(-log2_e), T(rate.magic - 127.0f));
    const short_power<T> power(reduced, c.exp);
    const T scaled = power.value(), e = scaled * T(rate.unscale);
    return {fma(scaled * T(rate.first), log1p_slope<Target>(e, 1, c), no_less(x, T(0))),
            select(x < T(0), e, T(1)) * reciprocal(power.plus(T(1), T(rate.unscale)))};
}

}  // namespace actjet::core
