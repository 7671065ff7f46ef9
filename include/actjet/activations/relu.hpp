#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// relu(x) = max(x, 0); derivative 1 for x > 0, else 0.
// Exact. relu(-0) = -0, and every other negative x gives +0.
// Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010.
struct relu {
    static constexpr core::facts facts{
        .id = ACTJET_RELU,
        .name = "relu",
        .family = "rectifier",
        .formula = R"(\max(x, 0))",
        .derivative = R"([x > 0])",
        .paper = "Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010",
        .values = {0, core::infinity},
        .saturates_left = true,
        .flat = true,
        .ulp = {0, 0},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        return {core::at_least(x, T(0)), core::select(x > T(0), T(1), T(0))};
    }
};

}  // namespace actjet
