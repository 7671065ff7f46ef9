#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/decay.hpp>
#include <actjet/core/exponential_range.hpp>
#include <actjet/core/float64.hpp>
#include <actjet/core/short_softplus.hpp>

namespace actjet {

// softplus(x) = log(1 + exp(beta x)) / beta; derivative 1 / (1 + exp(-beta x)).
// float32: at most 2 ULP for the value and 2.4 for the derivative, for every valid beta: a search has seen 1.91 and
// 2.30, and beta = 1 has 1.22 and 2.11.
// As max(x, 0) + log1p(e) / beta with e = exp(-|beta x|): positive terms only, so the left tail keeps its digits.
// beta x and 1 / beta are carried in two floats.
// Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating Second-Order Functional Knowledge for Better Option Pricing,
// NIPS 2000.
struct softplus {
    double beta = 1;

    static constexpr core::facts facts{
        .id = ACTJET_SOFTPLUS,
        .name = "softplus",
        .family = "exponential",
        .formula = R"(\tfrac{1}{\beta} \ln(1 + e^{\beta x}))",
        .derivative = R"(\frac{1}{1 + e^{-\beta x}})",
        .paper =
            "Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating Second-Order Functional Knowledge for Better "
            "Option Pricing, NIPS 2000",
        .values = {0, core::infinity},
        .saturates_left = true,
        .ulp = {2, 2.4},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<softplus>{"beta", &softplus::beta, 0x1p-100, 0x1p100, false, false,
                                                    "how sharply the two lines meet"}};
    }

    template <class S>
    struct constants {
        S beta;
        S highest;  // at and above this |x| the exponential is 0
        core::exp_factor<S> rate;
        S inverse;  // 1 / beta
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        const S rounded = static_cast<S>(beta);
        const double inverse = 1 / static_cast<double>(rounded);
        const auto rate = core::make_exp_factor<S>(inverse, 26);
        const double lowest = std::same_as<S, float> ? rate.lowest : -816;
        return {rounded, static_cast<S>(-lowest * inverse), rate, static_cast<S>(inverse)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        using core::fma;
        const auto negative = x < T(0);
        const T a = core::magnitude_at_most(x, T(c.highest));
        const T z = -a * T(c.beta);
        const T z_low = fma(-a, T(c.beta), -z);
        const T ramp = core::at_least(x, T(0));
        if constexpr (core::binary32<T>) {
            const core::decay<T> e(core::reduce_exponent(z, z_low, T(c.rate.magic)).exp(), T(c.rate.unscale));
            const auto log = e.log1p();
            const T first = T(c.rate.first);
            return {fma(log.high, first, fma(log.low(T(c.rate.correction)), first, ramp)), e.logistic(negative)};
        } else {
            // In two halves, since a small beta keeps exp(z) / beta afloat where exp(z) has lost its digits.
            const T half = core::exp(T(0.5) * z), tail = half / T(c.beta) * half;
            const core::float64_logistic<T> l(core::float64_exp<T>(core::exp(z), z_low, T(1)));
            const T smooth =
                core::select(z < T(-690), fma(tail, z_low, tail), core::log1p(l.exp.nearest()) / T(c.beta));
            return {ramp + smooth, core::select(negative, l.exp.times(l.upper), l.upper.nearest())};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x, const constants<float>& c) {
        return core::short_softplus<Target>(x, T(c.beta), T(c.highest), c.rate, core::log1p_terms_for<Target>());
    }

    static constexpr double softplus::*learned = &softplus::beta;

    // x sigmoid(beta x) / beta - softplus(x) / beta. That is even in x, and of two terms of one sign on the left:
    // -(softplus(-a) + a sigmoid(-beta a)) / beta, a = |x|, where sigmoid is beta softplus in the tail. Within 4 ULP in
    // float32, 5 in float64; a denormal softplus(-a) has lost its digits, and the product with it.
    template <class T>
    static ACTJET_HD T parameter_derivative(T x, const constants<core::scalar_of<T>>& c) {
        const T a = core::magnitude_at_most(x, T(c.highest)), b = a * T(c.beta);
        const auto left = eval(-a, c);
        const T sum =
            core::select(b < T(40), core::fma(a, left.derivative, left.value), core::fma(b, left.value, left.value));
        return -sum * T(c.inverse);
    }
};

}  // namespace actjet
