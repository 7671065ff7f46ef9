#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/logistic.hpp>

namespace actjet {

// sigmoid(x) = 1 / (1 + exp(-x)); derivative sigmoid(x) sigmoid(-x).
//
// With e = exp(-|x|) both sides are quotients of positive terms, so nothing cancels and the tails keep their digits:
// sigmoid = (x < 0 ? e : 1) / (1 + e), sigmoid' = e / (1 + e)^2.
// The textbook's sigmoid (1 - sigmoid) has no correct digit left in the right tail.
//
// float32, every input: value within 1.7 ULP (largest seen 1.67, at -5.196; above 1 for one input in 30,000),
// derivative within 2 (1.97, at 2.64).
struct sigmoid {
    static constexpr core::facts facts{
        .id = ACTJET_SIGMOID,
        .name = "sigmoid",
        .family = "sigmoidal",
        .formula = R"(\frac{1}{1 + e^{-x}})",
        .derivative = R"(\frac{e^{-x}}{(1 + e^{-x})^2})",
        .paper =
            "Verhulst, Recherches mathematiques sur la loi d'accroissement de la population, Nouveaux memoires de "
            "l'Academie royale de Bruxelles 18, 1845",
        .values = {0, 1},
        .saturates_left = true,
        .saturates_right = true,
        .ulp = {1.7, 2},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        const auto negative = x < T(0);
        if constexpr (core::binary32<T>) {
            const auto l = core::make_logistic(core::exp_nonpositive(-core::at_most(core::abs(x), T(112))));
            const T upper = l.upper.nearest();
            // (high + low) (1 + expm1) without rounding high + low first; what is left out, low expm1, is below 2^-26.
            // (With the sum rounded first bfloat16 has one value wrong, at -0.01171875.)
            const T lower = core::fma(l.exp.expm1, l.upper.high, l.upper.low) + l.upper.high;
            return {core::select(negative, l.exp.finish(lower * l.exp.power), upper), l.decay * l.upper.squared()};
        } else {
            const T e = core::exp(-core::abs(x));
            const auto upper = core::invert_one_plus(e, T(0));
            return {core::select(negative, upper.times(e), upper.nearest()), upper.squared_parts().times(e)};
        }
    }
};

}  // namespace actjet
