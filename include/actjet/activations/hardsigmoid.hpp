#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/hard_sigmoid.hpp>

namespace actjet {

// hardsigmoid(x) = min(max(x + 3, 0), 6) / 6; derivative 1/6 for -3 < x < 3, else 0.
// float32: at most 0.51 ULP for the value and 0.5 for the derivative, for every input.
// 1/6 is no float, and x + 3 loses digits of a small x: both have a low part.
// Howard et al., Searching for MobileNetV3, ICCV 2019.
struct hardsigmoid {
    static constexpr core::facts facts{
        .id = ACTJET_HARDSIGMOID,
        .name = "hardsigmoid",
        .family = "sigmoidal",
        .formula = R"(\tfrac{1}{6} \min(\max(x + 3, 0), 6))",
        .derivative = R"(\tfrac{1}{6} [-3 < x < 3])",
        .paper = "Howard et al., Searching for MobileNetV3, ICCV 2019",
        .values = {0, 1},
        .saturates_left = true,
        .saturates_right = true,
        .flat = true,
        .ulp = {0.51, 0.5},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        const auto inside = (x > T(-3)) & (x < T(3));
        return {core::hard_sigmoid(x).high,
                core::select(inside, T(core::scalar_of<T>(1) / core::scalar_of<T>(6)), T(0))};
    }
};

}  // namespace actjet
