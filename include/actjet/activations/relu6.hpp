#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// relu6(x) = min(max(x, 0), 6); derivative 1 for 0 < x < 6, else 0.
// Exact. relu6(-0) = -0, and every other negative x gives +0.
// Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
struct relu6 {
    static constexpr core::facts facts{
        .id = ACTJET_RELU6,
        .name = "relu6",
        .family = "rectifier",
        .formula = R"(\min(\max(x, 0), 6))",
        .derivative = R"([0 < x < 6])",
        .paper = "Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010",
        .values = {0, 6},
        .saturates_left = true,
        .saturates_right = true,
        .flat = true,
        .ulp = {0, 0},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        const auto inside = (x > T(0)) & (x < T(6));
        return {core::at_most(core::at_least(x, T(0)), T(6)), core::select(inside, T(1), T(0))};
    }
};

}  // namespace actjet
