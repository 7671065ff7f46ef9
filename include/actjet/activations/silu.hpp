#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/gate.hpp>
#include <actjet/core/short_gate.hpp>

namespace actjet {

// silu(x) = x sigmoid(x); derivative sigmoid(x) (1 + x sigmoid(-x)). Formulas and coefficients: core/gate.hpp; the
// derivative's zero: scripts/fit/derivative_zero.py.
//
// float32, every input, the derivative's zero at -1.2784645 and the tails down to the smallest denormal included: value
// within 1.8 ULP (largest seen 1.795, at -91.19), derivative within 2.2 (2.128, at -1.214).
//
// silu(-0) = -0; at -inf both are -0, their limit from the left.
struct silu {
    static constexpr core::facts facts{
        .id = ACTJET_SILU,
        .name = "silu",
        .family = "self-gated",
        .formula = R"(\frac{x}{1 + e^{-x}})",
        .derivative = R"(\frac{1 + e^{-x} (1 + x)}{(1 + e^{-x})^2})",
        .paper =
            "Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function Approximation in "
            "Reinforcement Learning, Neural Networks 107, 2018",
        .values = {-0.2784646, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {1.8, 2.2},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        if constexpr (core::binary32<T>) {
            // Beyond 112 exp(|x|) has no influence on any float.
            const T a = core::magnitude_at_most(x, T(112));
            return core::gate(x < T(0), core::larger(x, T(-0.0f)), a, core::exp_nonnegative(a), a);
        } else {
            return core::float64_gate(x, x, T(0));
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_gate<Target>(x, 1, core::silu_terms<Target>());
    }
};

}  // namespace actjet
