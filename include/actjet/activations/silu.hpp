#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/gate.hpp>

namespace actjet {

// silu(x) = x sigmoid(x); derivative sigmoid(x) (1 + x sigmoid(-x)). Formulas and coefficients: core/gate.hpp; the
// derivative's zero: scripts/fit/derivative_zero.py.
//
// float32, every input, the derivative's zero at -1.2784645 and the tails down to the smallest denormal included: value
// within 1.8 ULP (largest seen 1.798, at -5.198), derivative within 2.5 (2.41, at -1.036).
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
        .ulp = {1.8, 2.5},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        if constexpr (core::binary32<T>) {
            const auto negative = x < T(0);
            // Beyond 112 exp(-|x|) has no influence on any float; x itself keeps its infinity on the right.
            const T right = core::at_least(x, T(-112));
            const T z = core::at_most(right, T(112));
            const auto l = core::make_logistic(core::exp_nonpositive(-core::abs(z)));
            const T gated = core::fma(right, l.upper.high, z * l.upper.low);
            const T value = core::select(negative, l.exp.finish(l.exp.times(gated)), gated);

            const auto zs = l.upper.product(core::abs(z));
            const T t = (z + T(0x1.474974p+0f)) - T(0x1.bdf6fap-27f);
            return {value,
                    core::select(negative, core::silu_derivative_below(l, zs, t), core::silu_derivative_above(l, zs))};
        } else {
            return core::wide_gate(x, x, T(0));
        }
    }
};

}  // namespace actjet
