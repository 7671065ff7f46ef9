// expm1 of a nonpositive number in float32, to nearly half an ULP: shared by elu, celu and selu, which still multiply
// it with a factor.
//
// Coefficients: scripts/fit/expm1.sollya.
#pragma once

#include <actjet/core/exponential_range.hpp>

namespace actjet::core {

// exp(z) * 2^bias = power * (1 + m + m_low).
template <class T>
struct fine_exp {
    T power, m, m_low;

    // exp(z) * factor * 2^bias
    ACTJET_HD T times(T factor) const {
        const T main = power * factor;
        return fma(m, main, main);
    }
    ACTJET_HD T times(T factor, T factor_low) const {
        const T main = power * factor;
        return main + fma(m, main, power * factor_low);
    }
};

// expm1(r) has a relative error of 2^-30.9 on |r| <= 0.347, before rounding.
template <class T>
ACTJET_HD fine_exp<T> fine_exp_of(const reduced_exponent<T>& z) {
    const T p = polynomial(z.r, 0.5f, 0x1.555554p-3f, 0x1.5554fp-5f, 0x1.111306p-7f, 0x1.6d439p-10f, 0x1.9e0cdp-13f);
    const T square = z.r * z.r;
    const T m = fma(square, p, z.r);
    return {z.power, m, fma(square, p, z.r - m) + z.r_low};
}

// exp(z) - 1 in two floats.
template <class T>
struct expm1_pair {
    T high, low;

    // Rounded once but for terms of second order.
    ACTJET_HD T times(T factor) const { return fma(high, factor, low * factor); }
    ACTJET_HD T times(T factor, T factor_low) const { return fma(high, factor, fma(high, factor_low, low * factor)); }
};

// The power of two, freed from its 2^bias, is subtracted first: near 0 nothing cancels.
template <class T>
ACTJET_HD expm1_pair<T> expm1_of(const fine_exp<T>& e, T unscale) {
    const T power = e.power * unscale;
    const T base = power - T(1);
    const T high = fma(power, e.m, base);
    const T base_low = power - (base + T(1));
    return {high, fma(power, e.m, base - high) + fma(power, e.m_low, base_low)};
}

}  // namespace actjet::core
