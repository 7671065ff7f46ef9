#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/gate.hpp>
#include <actjet/core/short_gate.hpp>

namespace actjet {

// quick_gelu(x) = x sigmoid(1.702 x); derivative silu'(1.702 x). Formulas and coefficients: core/gate.hpp.
// 1.702 is the decimal number, carried as a sum of two floats (two doubles in float64): scripts/fit/constants.py.
//
// float32, every input, the derivative's zero at -0.7511543 and the tails included: value within 1.9 ULP (largest
// seen 1.874, at -10.82), derivative within 2.4 (2.349, at -0.714).
//
// quick_gelu(-0) = -0; at -inf both are -0, their limit from the left.
struct quick_gelu {
    static constexpr core::facts facts{
        .id = ACTJET_QUICK_GELU,
        .name = "quick_gelu",
        .family = "self-gated",
        .formula = R"(\frac{x}{1 + e^{-1.702 x}})",
        .derivative = R"(\frac{1 + e^{-1.702 x} (1 + 1.702 x)}{(1 + e^{-1.702 x})^2})",
        .paper = "Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), arXiv 1606.08415, 2016",
        .values = {-0.1636102, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {1.9, 2.4},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        using core::fma;
        if constexpr (core::binary32<T>) {
            const T a = core::magnitude_at_most(x, T(65.8f));  // 112 / 1.702
            constexpr float high = 0x1.b3b646p+0f, low = -0x1.78d4fep-26f;
            const T z = a * high;
            const T z_low = fma(a, T(low), fma(a, T(high), -z));
            return core::gate(x < T(0), core::larger(x, T(-0.0f)), a, core::exp_nonnegative(z, z_low), z, z_low);
        } else {
            const T z = x * T(0x1.b3b645a1cac08p+0);
            const T bounded = core::at_least(core::at_most(x, T(1e3)), T(-1e3));
            const T z_low = core::fma(bounded, T(0x1.b3b645a1cac08p+0), -(bounded * T(0x1.b3b645a1cac08p+0))) +
                            bounded * T(0x1.89374bc6a7efap-55);
            return core::float64_gate(x, z, z_low);
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_gate<Target>(x, 1.702f, core::quick_gelu_terms<Target>());
    }
};

}  // namespace actjet
