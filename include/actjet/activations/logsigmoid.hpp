#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/decay.hpp>
#include <actjet/core/short_softplus.hpp>

namespace actjet {

// logsigmoid(x) = log(1 / (1 + exp(-x))) = -softplus(-x); derivative 1 / (1 + exp(x)).
// float32: at most 1.25 ULP for the value and 2.2 for the derivative, for every input.
// As min(x, 0) - log1p(exp(-|x|)): terms of one sign, so the right tail keeps its digits; it ends in -0.
// Cox, The Regression Analysis of Binary Sequences, Journal of the Royal Statistical Society B, 1958.
struct logsigmoid {
    static constexpr core::facts facts{
        .id = ACTJET_LOGSIGMOID,
        .name = "logsigmoid",
        .family = "exponential",
        .formula = R"(-\ln(1 + e^{-x}))",
        .derivative = R"(\frac{1}{1 + e^x})",
        .paper = "Cox, The Regression Analysis of Binary Sequences, Journal of the Royal Statistical Society B, 1958",
        .values = {-core::infinity, 0},
        .saturates_right = true,
        .ulp = {1.25, 2.2},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        using core::fma;
        const auto positive = x > T(0);
        const T ramp = core::at_most(x, T(0));
        if constexpr (core::binary32<T>) {
            const T unscale = T(core::scaled_exp<T>::unscale);
            const core::decay<T> e(core::exp_nonpositive(-core::magnitude_at_most(x, T(112))), unscale);
            const auto log = e.log1p();
            return {fma(-log.high, unscale, fma(-log.low(), unscale, ramp)), e.logistic(positive)};
        } else {
            const T e = core::exp(-core::abs(x));
            return {-(core::log1p(e) - ramp), core::invert_one_plus(e, T(0)).times(core::select(positive, e, T(1)))};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_logsigmoid<Target>(x, core::log1p_terms_for<Target>());
    }
};

}  // namespace actjet
