#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// relu_squared(x) = max(x, 0)^2; derivative 2 max(x, 0).
// Value: one rounding (0.5 ULP). Derivative: exact. Zeros are +0.
// So, Manke, Liu, Dai, Shazeer and Le, Primer: Searching for Efficient Transformers for Language Modeling, NeurIPS
// 2021.
struct relu_squared {
    static constexpr core::facts facts{
        .id = ACTJET_RELU_SQUARED,
        .name = "relu_squared",
        .family = "rectifier",
        .formula = R"(\max(x, 0)^2)",
        .derivative = R"(2 \max(x, 0))",
        .paper =
            "So, Manke, Liu, Dai, Shazeer and Le, Primer: Searching for Efficient Transformers for Language Modeling, "
            "NeurIPS 2021",
        .values = {0, core::infinity},
        .saturates_left = true,
        .flat = true,
        .ulp = {0.5, 0},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        const T r = core::select(x > T(0), x, T(0));
        return {r * r, r + r};
    }
};

}  // namespace actjet
