#pragma once

#include <actjet/activations/leaky_relu.hpp>

namespace actjet {

// prelu(x) = x for x > 0, else slope * x; derivative 1 for x > 0, else slope. The slope may be learned: one for all
// elements, for each column, for each row, or for each element. Its gradient is the sum of dy * x over x <= 0.
// Value: one rounding (0.5 ULP), in the 16-bit types too. Derivatives with respect to x and slope: exact.
// He, Zhang, Ren and Sun, Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification,
// ICCV 2015.
struct prelu {
    double slope = 0.25;

    static constexpr core::facts facts{
        .id = ACTJET_PRELU,
        .name = "prelu",
        .family = "rectifier",
        .formula = R"(x [x > 0] + a x [x \le 0])",
        .derivative = R"([x > 0] + a [x \le 0])",
        .paper =
            "He, Zhang, Ren and Sun, Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet "
            "Classification, ICCV 2015",
        .ulp = {0.5, 0},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<prelu>{"slope", &prelu::slope, -core::infinity, core::infinity, true, true,
                                                 "slope for x <= 0"}};
    }

    using plain = leaky_relu;
    constexpr operator leaky_relu() const { return {.slope = slope}; }

    template <class S>
    using constants = leaky_relu::constants<S>;

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        return core::make_leak(static_cast<S>(slope));
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        return leaky_relu::eval(x, c);
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x, const constants<float>& c) {
        return leaky_relu::eval<T, Target>(x, c);
    }

    static constexpr double prelu::*learned = &prelu::slope;

    template <class T, class Target>
    static ACTJET_HD core::jet<T> eval_with(T x, T parameter) {
        return core::leaky_with<Target>(x, parameter);
    }

    template <class T>
    static ACTJET_HD T parameter_derivative(T x, const constants<core::scalar_of<T>>&) {
        return core::at_most(x, T(0));
    }
};

}  // namespace actjet
