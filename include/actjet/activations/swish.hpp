#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/gate.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace actjet {

// swish(x) = x sigmoid(beta x); derivative silu'(beta x). Formulas and coefficients: core/gate.hpp.
struct swish {
    double beta = 1;

    static constexpr core::facts facts{
        .id = ACTJET_SWISH,
        .name = "swish",
        .family = "gated",
        .formula = R"(\frac{x}{1 + e^{-\beta x}})",
        .derivative = R"(\frac{1 + e^{-\beta x} (1 + \beta x)}{(1 + e^{-\beta x})^2})",
        .paper = "Ramachandran, Zoph and Le, Searching for Activation Functions, arXiv 1710.05941, 2017",
        .values = {-0.2784646, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {2, 2.5},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<swish>{"beta", &swish::beta, -core::infinity, core::infinity, true, true,
                                                 "slope of the gate's argument"}};
    }

    // swish(x) = sign * swish_|beta|(sign * x). Beyond |x| = limit, exp(-|beta x|) is 0 or has no influence; floor is
    // -limit, or -inf for beta = 0, where f(-inf) = -inf.
    template <class S>
    struct constants {
        S sign, beta, limit, floor;
    };

    template <class S>
    constants<S> prepare() const {
        constexpr double largest = std::numeric_limits<S>::max();
        const S b = static_cast<S>(std::min(std::abs(beta), largest));
        const double reach = std::numeric_limits<S>::digits == 24 ? 175.4 : 1500;
        const S limit = static_cast<S>(std::min(reach / static_cast<double>(b), largest));
        return {static_cast<S>(std::copysign(1.0, beta)), b, limit, b == 0 ? -static_cast<S>(core::infinity) : -limit};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        using core::fma;
        const T sign = c.sign;
        const T xs = x * sign;
        const T right = core::at_least(xs, T(c.floor));
        const T bounded = core::at_least(core::at_most(xs, T(c.limit)), T(-c.limit));
        const T z = bounded * T(c.beta);
        const T z_low = fma(bounded, T(c.beta), -z);
        if constexpr (core::binary32<T>) {
            const auto negative = xs < T(0);
            const auto far = core::exp_far(-core::abs(z), core::select(negative, z_low, -z_low));
            const auto l = core::make_logistic(far.exp);
            const T gated = fma(right, l.upper.high, bounded * l.upper.low);
            const T value = core::select(negative, l.exp.times(gated) * far.unscale, gated) * sign;
            auto zs = l.upper.product(z);
            zs.low = fma(z_low, l.upper.high, zs.low);
            const T t = ((z + T(0x1.474974p+0f)) + z_low) - T(0x1.bdf6fap-27f);
            return {value, core::silu_derivative(l, zs, t, T(0), far.unscale, negative)};
        } else {
            const auto gate = core::wide_gate(right, z, z_low);
            return {gate.value * sign, gate.derivative};
        }
    }
};

}  // namespace actjet
