#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential_unit.hpp>
#include <actjet/core/short_unit.hpp>

namespace actjet {

// elu(x) = x for x > 0, else alpha expm1(x); derivative 1 for x > 0, else alpha exp(x).
// float32: at most 1.25 ULP for the value (0.7 but for denormals) and 1.6 for the derivative, for every valid alpha: a
// search has seen 1.19 and 1.52, and alpha = 1 has 0.70 and 0.98.
// elu(-0) = -0. With |alpha| up to 2^100, alpha exp(x) falls from alpha to 0 within the exponents of one float32.
// Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs),
// ICLR 2016.
struct elu {
    double alpha = 1;

    static constexpr core::facts facts{
        .id = ACTJET_ELU,
        .name = "elu",
        .family = "exponential",
        .formula = R"(x [x > 0] + \alpha (e^x - 1) [x \le 0])",
        .derivative = R"([x > 0] + \alpha e^x [x \le 0])",
        .paper =
            "Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units "
            "(ELUs), ICLR 2016",
        .values = {-1, core::infinity},
        .saturates_left = true,
        .ulp = {1.25, 1.6},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<elu>{"alpha", &elu::alpha, -0x1p100, 0x1p100, false, false,
                                               "minus the limit at -infinity"}};
    }

    template <class S>
    struct constants {
        S alpha;
        core::exp_factor<S> slope;
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        const S rounded = static_cast<S>(alpha);
        return {rounded, core::make_exp_factor<S>(rounded, -96)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        const auto positive = x > T(0);
        const T z = core::at_most(x, T(0));
        if constexpr (core::binary32<T>) {
            const T clamped = core::at_least(z, T(c.slope.lowest));
            const auto e = core::fine_exp_of(core::reduce_exponent(clamped, T(c.slope.magic)));
            const T below = core::expm1_of(e, T(c.slope.unscale)).times(T(c.alpha));
            const T steep = e.times(T(c.slope.first));
            return {core::select(x < T(0), below, x), core::select(positive, T(1), steep)};
        } else {
            // In two halves, since a large alpha keeps alpha exp(x) afloat where exp(x) has lost its digits.
            const T half = core::exp(T(0.5) * z);
            return {core::select(positive, x, T(c.alpha) * core::expm1(z)),
                    core::select(positive, T(1), T(c.alpha) * half * half)};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x, const constants<float>& c) {
        return core::short_elu(x, T(c.alpha), c.slope, core::exp2_degree_5());
    }

    static constexpr double elu::*learned = &elu::alpha;

    // expm1(x) for x < 0, else 0. Within 0.7 ULP in float32, 1 in float64.
    template <class T>
    static ACTJET_HD T parameter_derivative(T x, const constants<core::scalar_of<T>>& c) {
        const T z = core::at_most(x, T(0));
        if constexpr (core::binary32<T>) {
            const T clamped = core::at_least(z, T(c.slope.lowest));
            const auto e = core::fine_exp_of(core::reduce_exponent(clamped, T(c.slope.magic)));
            return core::select(x < T(0), core::expm1_of(e, T(c.slope.unscale)).times(T(1)), T(0));
        } else {
            return core::expm1(z);
        }
    }
};

}  // namespace actjet
