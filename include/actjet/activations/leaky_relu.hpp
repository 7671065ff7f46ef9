#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/leaky.hpp>

namespace actjet {

// leaky_relu(x) = x for x > 0, else slope * x; derivative 1 for x > 0, else slope.
// Value: one rounding (0.5 ULP), in the 16-bit types too. Derivative: exact.
// Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, ICML 2013.
struct leaky_relu {
    double slope = 0.01;

    static constexpr core::facts facts{
        .id = ACTJET_LEAKY_RELU,
        .name = "leaky_relu",
        .family = "rectifier",
        .formula = R"(x [x > 0] + a x [x \le 0])",
        .derivative = R"([x > 0] + a [x \le 0])",
        .paper = "Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, ICML 2013",
        .ulp = {0.5, 0},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<leaky_relu>{"slope", &leaky_relu::slope, -core::infinity, core::infinity,
                                                      true, true, "slope for x <= 0"}};
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
