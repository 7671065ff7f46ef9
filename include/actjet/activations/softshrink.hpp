#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// softshrink(x) = x - lambda for x > lambda, x + lambda for x < -lambda, else 0; derivative 1 for |x| > lambda, else 0.
// Value: one rounding (0.5 ULP). Derivative: exact. The zero has the sign of x.
// Donoho, De-Noising by Soft-Thresholding, IEEE Transactions on Information Theory, 1995.
struct softshrink {
    double lambda = 0.5;

    static constexpr core::facts facts{
        .id = ACTJET_SOFTSHRINK,
        .name = "softshrink",
        .family = "shrinkage",
        .formula = R"(\operatorname{sign}(x) \max(|x| - \lambda, 0))",
        .derivative = R"([|x| > \lambda])",
        .paper = "Donoho, De-Noising by Soft-Thresholding, IEEE Transactions on Information Theory, 1995",
        .odd = true,
        .flat = true,
        .ulp = {0.5, 0},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<softshrink>{"lambda", &softshrink::lambda, 0, core::infinity, false, true,
                                                      "half width of the dead zone, and how far x moves"}};
    }

    template <class S>
    struct constants {
        S lambda;
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        return {static_cast<S>(lambda)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        const auto dead = core::abs(x) <= T(c.lambda);
        const T moved = x - core::copysign(T(c.lambda), x);
        return {core::select(dead, core::copysign(T(0), x), moved), core::select(dead, T(0), T(1))};
    }
};

}  // namespace actjet
