#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// step(x) = 1 for x > 0, else 0; derivative 0 everywhere, the kink included.
// Exact. step(0) = step(-0) = +0.
// McCulloch and Pitts, A Logical Calculus of the Ideas Immanent in Nervous Activity, Bulletin of Mathematical
// Biophysics, 1943.
struct step {
    static constexpr core::facts facts{
        .id = ACTJET_STEP,
        .name = "step",
        .family = "rectifier",
        .formula = R"([x > 0])",
        .derivative = R"(0)",
        .paper =
            "McCulloch and Pitts, A Logical Calculus of the Ideas Immanent in Nervous Activity, Bulletin of "
            "Mathematical Biophysics, 1943",
        .values = {0, 1},
        .saturates_left = true,
        .saturates_right = true,
        .flat = true,
        .ulp = {0, 0},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        return {core::select(x > T(0), T(1), T(0)), T(0)};
    }
};

}  // namespace actjet
