#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/gate.hpp>

#include <type_traits>

namespace actjet {

// swish(x) = x sigmoid(beta x); derivative silu'(beta x). Formulas and coefficients: core/gate.hpp.
//
// float32, the derivative's zero and the tails included: value within 2.1 ULP, derivative within 2.7, for any beta: a
// search has seen 2.02 and 2.56. At beta = 1, where every input was tried, the largest are 1.80 and 2.13, at -91.19 and
// -1.214.
//
// beta is 0 or at least 1e-28 in magnitude: with a flatter gate the formula loses the tail.
//
// swish(-0) = -0; where beta x is -inf both are zero, their limit, the value with the sign of x. beta = 0 gives x / 2.
struct swish {
    double beta = 1;

    static constexpr core::facts facts{
        .id = ACTJET_SWISH,
        .name = "swish",
        .family = "self-gated",
        .formula = R"(\frac{x}{1 + e^{-\beta x}})",
        .derivative = R"(\frac{1 + e^{-\beta x} (1 + \beta x)}{(1 + e^{-\beta x})^2})",
        .paper = "Ramachandran, Zoph and Le, Searching for Activation Functions, arXiv 1710.05941, 2017",
        .values = {-0.2784646, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {2.1, 2.7},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<swish>{"beta", &swish::beta, -core::infinity, core::infinity, true, true,
                                                 "slope of the gate's argument, 0 or at least 1e-28 in magnitude"}};
    }

    constexpr const char* refusal() const {
        return beta != 0 && -1e-28 < beta && beta < 1e-28 ? "beta must be 0 or at least 1e-28 in magnitude" : nullptr;
    }

    // |x| is bounded by limit where only exp(-|beta x|) depends on it.
    template <class S>
    struct constants {
        S beta, limit;
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        constexpr double largest = -core::least_finite<S>;
        const S rounded = static_cast<S>(beta < -largest ? -largest : beta > largest ? largest : beta);
        const double reach = std::is_same_v<S, float> ? 174.2 : 1500;
        const double size = rounded < 0 ? -static_cast<double>(rounded) : static_cast<double>(rounded);
        return {rounded, static_cast<S>(size > reach / largest ? reach / size : largest)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        const T beta = c.beta;
        if constexpr (core::binary32<T>) {
            const T a = core::smaller(core::abs(x), T(c.limit));
            const T b = core::abs(beta);
            const T z = a * b;
            const T z_low = core::fma(a, b, -z);
            const auto negative = x * beta < T(0);
            const T ramp = core::select(negative, T(-0.0f), core::abs(x));
            const auto f = core::gate(negative, ramp, a, core::exp_far(z, z_low), z, z_low);
            return {core::copysign(f.value, x), f.derivative};
        } else {
            const T bounded = core::at_least(core::at_most(x, T(c.limit)), T(-c.limit));
            const T z = bounded * beta;
            return core::float64_gate(x, z, core::fma(bounded, beta, -z));
        }
    }

    static constexpr double swish::*learned = &swish::beta;

    // x^2 sigmoid'(beta x), as the product of x sigmoid(-|beta x|) and what it lacks of |x|.
    // Within 3 ULP in float32 for |beta| >= 1e-12 (gates that are flatter lose the tail beyond |beta x| = 173), 4 in
    // float64; a denormal x sigmoid(-|beta x|) has lost its digits there, and the product with it.
    template <class T>
    static ACTJET_HD T parameter_derivative(T x, const constants<core::scalar_of<T>>& c) {
        const T a = core::smaller(core::abs(x), T(c.limit));
        const T z = a * core::abs(T(c.beta));
        const T z_low = core::fma(a, core::abs(T(c.beta)), -z);
        if constexpr (core::binary32<T>) {
            const core::logistic<T> l(core::exp_far(z, z_low));
            const T lower = l.divided(a);
            return lower * core::fnma(lower, l.tail, a) * l.tail;
        } else {
            const T lower = core::float64_gate(-a, -z, -z_low).value;
            return -lower * (a + lower);
        }
    }
};

}  // namespace actjet
