// min(max(x + 3, 0), 6) / 6, shared by hardsigmoid and hardswish.
#pragma once

#include <actjet/core/quotient.hpp>

namespace actjet::core {

// (t + t_low) / 6 in two parts; in float32 with 1/6 in two floats (scripts/fit/constants.py).
template <class T>
ACTJET_HD two_part<T> sixth(T t, T t_low) {
    if constexpr (binary32<T>) {
        constexpr float high = 0x1.555556p-3f, low = -0x1.555556p-28f;
        const T rest = fma(t, low, t_low * high);
        const T y = fma(t, high, rest);
        return {y, fma(t, high, -y) + rest};
    } else {
        return {(t + t_low) / T(6), T(0)};
    }
}

// high is exactly 0 for x <= -3 and 1 for x >= 3.
template <class T>
ACTJET_HD two_part<T> hard_sigmoid(T x) {
    const T inside = at_most(at_least(x, T(-3)), T(3));
    const T t = inside + T(3);
    return sixth(t, inside - (t - T(3)));
}

}  // namespace actjet::core
