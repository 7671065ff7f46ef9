// gelu for results of 16 bits.
//
// With a = |x|, e = exp(-a^2/2) and m = Phi(-a) / e, a polynomial in 1 / (a + 3.5):
//     gelu(x)  = max(x, 0) - a e m
//     gelu'(x) = x < 0 ? s : 1 - s,    s = e (m - c a),    c = 1 / sqrt(2 pi)
//
// Coefficients: scripts/fit/short_forms.py.
#pragma once

#include <actjet/core/short_exponential.hpp>

namespace actjet::core {

struct gelu_terms {
    exp2_terms exp;
    float m[7];
    float c, one;  // 1 / sqrt(2 pi) and 1, or neighbours that round every result to the nearest number
};

template <half_precision Target>
ACTJET_HD constexpr gelu_terms gelu_terms_for() {
    if constexpr (has_wide_range<Target>) {
        return {{0x1.62e346p-1f, 0x1.ec2448p-3f, 0x1.c9ceeap-5f, 0x1.3d6fbcp-7f},
                {-0x1.e60ffcp-13f, 0x1.a71af6p-2f, 0x1.0a9b2ep+0f, 0x1.23ea44p+3f, -0x1.500054p+4f, 0x1.4c32d2p+7f,
                 -0x1.51e79ap+7f},
                0x1.98849p-2f,
                0x1.ffffccp-1f};
    } else {
        return {{0x1.62e418p-1f, 0x1.ebf834p-3f, 0x1.c6ac3p-5f, 0x1.3d6ec6p-7f, 0x1.5aa5e6p-10f},
                {-0x1.29e97p-11f, 0x1.b55f7ep-2f, 0x1.9eacb8p-1f, 0x1.6303a2p+3f, -0x1.e13d56p+4f, 0x1.7717fep+7f,
                 -0x1.7aa45ap+7f},
                0x1.988454p-2f,
                1};
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_gelu(T x, const gelu_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    constexpr float bias = wide ? 36 : 0, unscale = wide ? 0x1p-36f : 1.0f;
    const T a = no_more(abs(x), T(wide ? 14.75f : 8.25f));
    const T e = short_exp2(a * a, T(-log2_e / 2), bias, c.exp);
    const T m = polynomial(reciprocal(a + T(3.5f)), c.m[0], c.m[1], c.m[2], c.m[3], c.m[4], c.m[5], c.m[6]);
    const T tail = a * e * m, slope = e * fma(a, T(-c.c), m);
    return {fma(tail, T(-unscale), larger(x, T(-0.0f))),
            select(x < T(0), slope * T(unscale), fma(slope, T(-unscale), T(c.one)))};
}

}  // namespace actjet::core
