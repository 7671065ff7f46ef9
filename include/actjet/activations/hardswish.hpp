#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/hard_sigmoid.hpp>

namespace actjet {

// hardswish(x) = x min(max(x + 3, 0), 6) / 6; derivative 0 for x <= -3, (2x + 3) / 6 for -3 < x < 3, 1 for x >= 3.
// float32: at most 0.51 ULP for the value and the derivative, for every input: both sums and 1/6 keep their low parts.
// hardswish(x) = -0 for x <= -3 and for x = -0.
// Howard et al., Searching for MobileNetV3, ICCV 2019.
struct hardswish {
    static constexpr core::facts facts{
        .id = ACTJET_HARDSWISH,
        .name = "hardswish",
        .family = "self-gated",
        .formula = R"(\tfrac{x}{6} \min(\max(x + 3, 0), 6))",
        .derivative = R"(\tfrac{2x + 3}{6} [-3 < x < 3] + [x \ge 3])",
        .paper = "Howard et al., Searching for MobileNetV3, ICCV 2019",
        .values = {-0.375, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .flat = true,
        .ulp = {0.51, 0.51},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        const T t = core::fma(T(2), x, T(3));
        const T middle = core::sixth(t, core::fma(T(2), x, T(3) - t)).high;
        const T right = core::select(x < T(3), middle, T(1));
        // -inf * 0 and inf * low would be NaN; -3 * 0 has the sign that is wanted.
        const auto gate = core::hard_sigmoid(x);
        const T bounded = core::at_least(x, T(-3));
        const T rest = core::at_most(bounded, T(3)) * gate.low;
        return {core::fma(bounded, gate.high, rest), core::select(x > T(-3), right, T(0))};
    }
};

}  // namespace actjet
