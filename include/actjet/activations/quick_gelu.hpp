#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/gate.hpp>

namespace actjet {

// quick_gelu(x) = x sigmoid(1.702 x); derivative silu'(1.702 x). Formulas and coefficients: core/gate.hpp.
// 1.702 is the decimal number, carried as a sum of two floats (two doubles in float64).
struct quick_gelu {
    static constexpr core::facts facts{
        .id = ACTJET_QUICK_GELU,
        .name = "quick_gelu",
        .family = "gated",
        .formula = R"(\frac{x}{1 + e^{-1.702 x}})",
        .derivative = R"(\frac{1 + e^{-1.702 x} (1 + 1.702 x)}{(1 + e^{-1.702 x})^2})",
        .paper = "Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), arXiv 1606.08415, 2016",
        .values = {-0.1636102, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {2, 2.5},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        using core::fma;
        if constexpr (core::binary32<T>) {
            const auto negative = x < T(0);
            const T unscale = core::scaled_exp<T>::unscale;
            const T right = core::at_least(x, T(-65.8f));  // 112 / 1.702
            const T bounded = core::at_most(right, T(65.8f));
            const T z = bounded * 0x1.b3b646p+0f;
            const T z_low = fma(bounded, T(0x1.b3b646p+0f), -z) + bounded * -0x1.78d4fep-26f;
            const auto l =
                core::make_logistic(core::exp_nonpositive(-core::abs(z), core::select(negative, z_low, -z_low)));
            const T xs = fma(right, l.upper.high, bounded * l.upper.low);
            const T value = core::select(negative, l.exp.times(xs) * unscale, xs);
            auto zs = l.upper.product(z);
            zs.low = fma(z_low, l.upper.high, zs.low);
            const T t = ((z + T(0x1.474974p+0f)) + z_low) - T(0x1.bdf6fap-27f);
            return {value, core::silu_derivative(l, zs, t, T(0), unscale, negative)};
        } else {
            const T z = x * T(0x1.b3b645a1cac08p+0);
            const T bounded = core::at_least(core::at_most(x, T(1e3)), T(-1e3));
            const T z_low = core::fma(bounded, T(0x1.b3b645a1cac08p+0), -(bounded * T(0x1.b3b645a1cac08p+0))) +
                            bounded * T(0x1.89374bc6a7efap-55);
            return core::wide_gate(x, z, z_low);
        }
    }
};

}  // namespace actjet
