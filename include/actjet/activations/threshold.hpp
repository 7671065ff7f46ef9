#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// threshold(x) = x for x > threshold, else value; derivative 1 for x > threshold, else 0.
// Exact.
// Konda, Memisevic and Krueger, Zero-Bias Autoencoders and the Benefits of Co-Adapting Features, ICLR 2015.
struct threshold {
    double threshold = 0;
    double value = 0;

    using self = struct threshold;  // the member hides the type's name

    static constexpr core::facts facts{
        .id = ACTJET_THRESHOLD,
        .name = "threshold",
        .family = "rectifier",
        .formula = R"(x [x > t] + v [x \le t])",
        .derivative = R"([x > t])",
        .paper =
            "Konda, Memisevic and Krueger, Zero-Bias Autoencoders and the Benefits of Co-Adapting Features, ICLR 2015",
        .values = {0, core::infinity},
        .saturates_left = true,
        .flat = true,
        .ulp = {0, 0},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<self>{"threshold", &self::threshold, -core::infinity, core::infinity, true,
                                                true, "largest x that is replaced"},
                          core::parameter<self>{"value", &self::value, -core::infinity, core::infinity, true, true,
                                                "what replaces x"}};
    }

    template <class S>
    struct constants {
        S threshold, value;
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        return {static_cast<S>(threshold), static_cast<S>(value)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        const auto above = x > T(c.threshold);
        return {core::select(above, x, T(c.value)), core::select(above, T(1), T(0))};
    }
};

}  // namespace actjet
