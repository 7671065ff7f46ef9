#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/leaky.hpp>

namespace actjet {

// rrelu(x) = x for x > 0, else slope * x with the mean slope (lower + upper) / 2: the form for evaluation, without the
// random slope of training. Derivative 1 for x > 0, else the mean slope.
// The mean is rounded once: at most 1 ULP for the value and 0.5 for the derivative.
// Xu, Wang, Chen and Li, Empirical Evaluation of Rectified Activations in Convolutional Network, 2015.
struct rrelu {
    double lower = 1.0 / 8.0;
    double upper = 1.0 / 3.0;

    static constexpr core::facts facts{
        .id = ACTJET_RRELU,
        .name = "rrelu",
        .family = "rectifier",
        .formula = R"(x [x > 0] + \tfrac{l + u}{2} x [x \le 0])",
        .derivative = R"([x > 0] + \tfrac{l + u}{2} [x \le 0])",
        .paper =
            "Xu, Wang, Chen and Li, Empirical Evaluation of Rectified Activations in Convolutional Network, arXiv 2015",
        .ulp = {1, 0.5},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<rrelu>{"lower", &rrelu::lower, -core::infinity, core::infinity, true, true,
                                                 "least slope for x <= 0"},
                          core::parameter<rrelu>{"upper", &rrelu::upper, -core::infinity, core::infinity, true, true,
                                                 "largest slope for x <= 0"}};
    }

    constexpr const char* refusal() const { return lower > upper ? "lower must not exceed upper" : nullptr; }

    template <class S>
    using constants = core::leak<S>;

    // Halved before the sum, which cannot overflow then. A float's half is exact in double.
    template <class S>
    constants<S> prepare() const {
        return core::make_leak(static_cast<S>(0.5 * static_cast<S>(lower) + 0.5 * static_cast<S>(upper)));
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        return core::leaky(x, c);
    }
};

}  // namespace actjet
