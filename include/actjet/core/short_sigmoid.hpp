// sigmoid, tanh, softsign and tanhshrink for results of 16 bits.
//
// Coefficients: scripts/fit/short_forms.py.
#pragma once

#include <actjet/core/short_exponential.hpp>

namespace actjet::core {

template <half_precision Target>
ACTJET_HD constexpr exp2_terms sigmoid_terms() {
    if constexpr (has_wide_range<Target>) {
        return {0x1.62e106p-1f, 0x1.ec0768p-3f, 0x1.ca04e4p-5f, 0x1.3a963p-7f};
    } else {
        return exp2_degree_5();
    }
}

// sigmoid: 1 / (1 + e) and e / (1 + e)^2 with e = exp(-x), or for bfloat16 exp(-|x|), times a power of two that keeps
// it a normal number.
template <half_precision Target, class T>
ACTJET_HD jet<T> short_sigmoid(T x, const exp2_terms& c) {
    if constexpr (has_wide_range<Target>) {
        const T one = T(0x1p32f);
        const short_power<T> e(no_more(abs(x), T(108)), T(-log2_e), 32, c);
        const T inverse = reciprocal(e.plus(one));
        return {select(x < T(0), e.value(), one) * inverse, e.value() * inverse * (one * inverse)};
    } else {
        const short_power<T> e(no_more(no_less(x, T(-40)), T(40)), T(-log2_e), 0, c);
        const T inverse = reciprocal(e.plus(T(1)));
        return {inverse, e.value() * inverse * inverse};
    }
}

// tanh: x p(x^2) / q(x^2) up to the x from which it rounds to 1; the derivative is 4 e / (1 + e)^2 with e = exp(2 |x|),
// both sums times 1/4, and for bfloat16 times 2^-36 too.
struct tanh_terms {
    float p1, p2, p3, q1, q2, q3;  // p0 = q0 = 1; for bfloat16 p3 and q3 are 0
    exp2_terms exp;
};

template <half_precision Target>
ACTJET_HD constexpr tanh_terms tanh_terms_for() {
    if constexpr (has_wide_range<Target>) {
        return {0x1.b5375cp-4f, 0x1.b12bc4p-11f, 0, 0x1.c29a72p-2f, 0x1.d24ee8p-7f, 0, exp2_degree_4()};
    } else {
        return {0x1.01fa5ap-3f, 0x1.4f43bep-9f,  0x1.70de6ap-18f, 0x1.d65276p-2f,
                0x1.6dc406p-6f, 0x1.6f2fe0p-13f, exp2_degree_5()};
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_tanh(T x, const tanh_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    const T bounded = no_more(no_less(x, T(wide ? -3.5f : -4.53125f)), T(wide ? 3.5f : 4.53125f));
    const T square = bounded * bounded;
    const T p = wide ? polynomial(square, 1.0f, c.p1, c.p2) : polynomial(square, 1.0f, c.p1, c.p2, c.p3);
    const T q = wide ? polynomial(square, 1.0f, c.q1, c.q2) : polynomial(square, 1.0f, c.q1, c.q2, c.q3);

    constexpr float bias = wide ? -38 : -2, one = wide ? 0x1p-38f : 0.25f;
    const short_power<T> e(no_more(abs(x), T(wide ? 56.0f : 16.0f)), T(2 * log2_e), bias, c.exp);
    const T inverse = reciprocal(e.plus(T(one)));
    return {bounded * p * reciprocal(q), e.value() * inverse * (wide ? inverse * T(4 * one) : inverse)};
}

// softsign: beyond 2^100 the value is 1 and the derivative 0.
template <class T>
ACTJET_HD jet<T> short_softsign(T x) {
    const T a = no_more(abs(x), T(0x1p100f));
    const T inverse = reciprocal(a + T(1));
    return {copysign(a * inverse, x), inverse * inverse};
}

// tanhshrink: with a = |x|, a - tanh(a) = a^3 p(a^2) / q(a^2) up to 5.5 or 6.5, beyond a - 1; the derivative is
// tanh(a)^2, beyond 1.
struct tanhshrink_terms {
    float p0, p1, p2, q1, q2, q3;  // q0 = 1; for bfloat16 q3 is 0
};

template <half_precision Target>
ACTJET_HD constexpr tanhshrink_terms tanhshrink_terms_for() {
    if constexpr (has_wide_range<Target>) {
        return {0x1.555422p-2f, 0x1.eb82aap-7f, 0x1.ba46e4p-19f, 0x1.c7a6f2p-2f, 0x1.081a6cp-6f, 0};
    } else {
        return {0x1.555556p-2f, 0x1.3d1742p-6f, 0x1.44523ap-13f, 0x1.d50d6ap-2f, 0x1.64ecdcp-6f, 0x1.4e21ap-13f};
    }
}

template <half_precision Target, class T>
ACTJET_HD jet<T> short_tanhshrink(T x, const tanhshrink_terms& c) {
    constexpr bool wide = has_wide_range<Target>;
    const T a = abs(x), square = a * a;
    const T p = polynomial(square, c.p0, c.p1, c.p2);
    const T q = wide ? polynomial(square, 1.0f, c.q1, c.q2) : polynomial(square, 1.0f, c.q1, c.q2, c.q3);
    const T near = a * square * p * reciprocal(q), t = a - near;
    const auto far = a > T(wide ? 5.5f : 6.5f);
    return {copysign(select(far, a - T(1), near), x), select(far, T(1), t * t)};
}

}  // namespace actjet::core
