#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/leaky.hpp>

namespace actjet {

// prelu(x) = x for x > 0, else slope * x; derivative 1 for x > 0, else slope. One slope for all elements.
// Value: one rounding (0.5 ULP), in the 16-bit types too. Derivative: exact.
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

    template <class S>
    using constants = core::leak<S>;

    template <class S>
    constants<S> prepare() const {
        return core::make_leak(static_cast<S>(slope));
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        return core::leaky(x, c);
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x, const constants<float>& c) {
        return core::leaky_to_odd(x, c);
    }
};

}  // namespace actjet
