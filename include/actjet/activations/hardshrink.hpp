#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// hardshrink(x) = x for |x| > lambda, else 0; derivative 1 for |x| > lambda, else 0.
// Exact. The zero has the sign of x. With a negative lambda there is no dead zone: hardshrink(x) = x.
// Donoho and Johnstone, Ideal Spatial Adaptation by Wavelet Shrinkage, Biometrika, 1994.
struct hardshrink {
    double lambda = 0.5;

    static constexpr core::facts facts{
        .id = ACTJET_HARDSHRINK,
        .name = "hardshrink",
        .family = "shrinkage",
        .formula = R"(x [|x| > \lambda])",
        .derivative = R"([|x| > \lambda])",
        .paper = "Donoho and Johnstone, Ideal Spatial Adaptation by Wavelet Shrinkage, Biometrika, 1994",
        .odd = true,
        .flat = true,
        .ulp = {0, 0},
    };

    static constexpr auto parameters() {
        return std::array{
            core::parameter<hardshrink>{"lambda", &hardshrink::lambda, -core::infinity, core::infinity, true, true,
                                        "half width of the dead zone; with a negative one there is none"}};
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
        return {core::select(dead, core::copysign(T(0), x), x), core::select(dead, T(0), T(1))};
    }
};

}  // namespace actjet
