#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential_unit.hpp>
#include <actjet/core/short_unit.hpp>

namespace actjet {

// celu(x) = x for x > 0, else alpha expm1(x / alpha); derivative 1 for x > 0, else exp(x / alpha).
// float32: at most 1.05 ULP for the value (0.9 but for denormals) and 1.25 for the derivative, for every input and
// every valid alpha; at alpha = 1, 0.7 and 1.
// x / alpha is a product with 1 / alpha in two floats, and keeps its own low part. Where |x / alpha| < 2^-30 (float64:
// 2^-60), x is the value to half of that, and x / alpha might have no digits left: x is returned. celu(-0) = -0.
// Barron, Continuously Differentiable Exponential Linear Units, 2017.
struct celu {
    double alpha = 1;

    static constexpr core::facts facts{
        .id = ACTJET_CELU,
        .name = "celu",
        .family = "exponential",
        .formula = R"(x [x > 0] + \alpha (e^{x / \alpha} - 1) [x \le 0])",
        .derivative = R"([x > 0] + e^{x / \alpha} [x \le 0])",
        .paper = "Barron, Continuously Differentiable Exponential Linear Units, arXiv 2017",
        .values = {-1, core::infinity},
        .saturates_left = true,
        .ulp = {1.05, 1.25},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<celu>{"alpha", &celu::alpha, 0x1p-100, 0x1p100, false, false,
                                                "minus the limit at -infinity"}};
    }

    template <class S>
    struct constants {
        S alpha;
        S rate, rate_low;  // 1 / alpha
        S linear, lowest;  // x between which the exponential counts
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        const S rounded = static_cast<S>(alpha);
        const double exact = rounded, rate = 1 / exact;
        const S high = static_cast<S>(rate);
        constexpr bool single = std::same_as<S, float>;
        return {rounded, high, static_cast<S>(rate - high), static_cast<S>((single ? -0x1p-30 : -0x1p-60) * exact),
                static_cast<S>((single ? -112 : -746) * exact)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        using core::fma;
        const auto straight = x > T(c.linear);
        const T below = core::at_least(core::at_most(x, T(0)), T(c.lowest));
        if constexpr (core::binary32<T>) {
            const T z = below * T(c.rate);
            const T z_low = fma(below, T(c.rate_low), fma(below, T(c.rate), -z));
            const T unscale = T(0x1p-36f);
            const auto e = core::fine_exp_of(core::reduce_exponent(z, z_low, T(core::exp_magic<36>)));
            return {core::select(straight, x, core::expm1_of(e, unscale).times(T(c.alpha))),
                    core::select(straight, T(1), e.times(unscale))};
        } else {
            const T z = below / T(c.alpha);
            const T z_low = fma(-z, T(c.alpha), below) / T(c.alpha);
            const T e = core::exp(z);
            return {core::select(straight, x, T(c.alpha) * fma(e, z_low, core::expm1(z))),
                    core::select(straight, T(1), fma(e, z_low, e))};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x, const constants<float>& c) {
        return core::short_celu(x, T(c.alpha), T(c.rate), T(c.linear), T(c.lowest), core::exp2_degree_5());
    }

    static constexpr double celu::*learned = &celu::alpha;

    // expm1(z) - z exp(z), z = x / alpha, for x < 0, else 0. Its terms cancel for a small z, where its Taylor series,
    // whose coefficients are (1 - k) / k! (scripts/fit/constants.py), takes their place. Within 4 ULP in float32, 5 in
    // float64.
    template <class T>
    static ACTJET_HD T parameter_derivative(T x, const constants<core::scalar_of<T>>& c) {
        const T below = core::at_least(core::at_most(x, T(0)), T(c.lowest));
        const T z = core::fma(below, T(c.rate), below * T(c.rate_low));
        T series, direct;
        if constexpr (core::binary32<T>) {
            const auto e = core::fine_exp_of(core::reduce_exponent(z, T(core::exp_magic<36>)));
            const T unscale = T(0x1p-36f);
            direct = core::fma(-z, e.times(unscale), core::expm1_of(e, unscale).times(T(1)));
            series =
                core::polynomial(z, -1 / 2.0f, -1 / 3.0f, -1 / 8.0f, -1 / 30.0f, -1 / 144.0f, -1 / 840.0f, -1 / 5760.0f,
                                 -1 / 45360.0f, -1 / 403200.0f, -1 / 3991680.0f, -1 / 43545600.0f, -1 / 518918400.0f);
        } else {
            direct = core::fma(-z, core::exp(z), core::expm1(z));
            series = core::polynomial(z, -1 / 2.0, -1 / 3.0, -1 / 8.0, -1 / 30.0, -1 / 144.0, -1 / 840.0, -1 / 5760.0,
                                      -1 / 45360.0, -1 / 403200.0, -1 / 3991680.0, -1 / 43545600.0, -1 / 518918400.0,
                                      -1 / 6706022400.0, -1 / 93405312000.0, -1 / 1394852659200.0,
                                      -1 / 22230464256000.0, -1 / 376610217984000.0, -1 / 6758061133824000.0);
        }
        return core::select(z < T(-1), direct, series * z * z);
    }
};

}  // namespace actjet
