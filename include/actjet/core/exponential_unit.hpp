// expm1 of a nonpositive number in float32, shared by elu, celu and selu.
#pragma once

#include <actjet/core/exponential.hpp>

namespace actjet::core {

// exp(z) - 1 in two floats.
template <class T>
struct expm1_pair {
    T high, low;

    // (high + low) * (factor + factor_low), rounded once but for terms of second order.
    ACTJET_HD T times(T factor) const { return fma(high, factor, low * factor); }
    ACTJET_HD T times(T factor, T factor_low) const { return fma(high, factor, fma(high, factor_low, low * factor)); }
};

// From e = exp(z) / unscale, z <= 0. The power of two is subtracted first: near 0 nothing cancels.
template <class T>
ACTJET_HD expm1_pair<T> expm1_of(const scaled_exp<T>& e, T unscale) {
    const T power = e.power * unscale;
    const T base = power - T(1);
    const T high = fma(power, e.expm1, base);
    return {high, fma(power, e.expm1, base - high) + (power - (base + T(1)))};
}

}  // namespace actjet::core
