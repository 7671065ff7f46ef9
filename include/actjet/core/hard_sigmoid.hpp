// min(max(x + 3, 0), 6) / 6 in float32, shared by hardsigmoid and hardswish.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

// t / 6. In float32 t + t_low, with 1/6 in two floats: nothing but the last addition rounds.
template <class T>
ACTJET_HD T sixth(T t, T t_low) {
    if constexpr (binary32<T>) {
        constexpr float high = 0x1.555556p-3f, low = -0x1.555556p-28f;
        return fma(t, high, fma(t, low, t_low * high));
    } else {
        return (t + t_low) / T(6);
    }
}

// Exactly 0 for x <= -3 and 1 for x >= 3.
template <class T>
ACTJET_HD T hard_sigmoid(T x) {
    const T inside = at_most(at_least(x, T(-3)), T(3));
    const T t = inside + T(3);
    return sixth(t, inside - (t - T(3)));
}

}  // namespace actjet::core
