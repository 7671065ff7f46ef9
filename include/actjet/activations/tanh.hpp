#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet {

// tanh(x); derivative 1 - tanh(x)^2.
//
// With m = expm1(-2 |x|): tanh = -sign(x) m / (2 + m), which keeps the digits of small x, and tanh' = 4 (1 + m) /
// (2 + m)^2, which keeps those of the tails; 1 - tanh^2 has none left for |x| > 9.
//
// float32, every input: value within 2 ULP (largest seen 1.99, at 0.519), derivative within 2.3 (2.25, at 0.888).
// tanh(-0) = -0.
struct tanh {
    static constexpr core::facts facts{
        .id = ACTJET_TANH,
        .name = "tanh",
        .family = "sigmoidal",
        .formula = R"(\tanh(x))",
        .derivative = R"(1 - \tanh(x)^2)",
        .paper = "LeCun, Bottou, Orr and Mueller, Efficient BackProp, Neural Networks: Tricks of the Trade, 1998",
        .values = {-1, 1},
        .odd = true,
        .saturates_left = true,
        .saturates_right = true,
        .ulp = {2, 2.3},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        using core::fma;
        if constexpr (core::binary32<T>) {
            // m and d are times 2^36 as the exponential is, and their inverse 2^-36.
            const T one = core::scaled_exp<T>::scale;
            const auto exp = core::exp_nonpositive(T(-2) * core::at_most(core::abs(x), T(56)));
            const T m = fma(exp.power, exp.expm1, exp.power - one);
            const T d = m + T(2) * one;
            const auto inverse = core::invert(core::two_part<T>{d, m - (d - T(2) * one)});
            const core::scaled_exp<T> lifted{exp.power * 0x1p72f, exp.expm1};
            return {core::copysign(inverse.times(m), x),
                    lifted.times(inverse.squared()) * (T(4) * core::scaled_exp<T>::unscale)};
        } else {
            const T e = core::exp(T(-2) * core::abs(x));
            return {core::tanh(x), T(4) * core::invert_one_plus(e, T(0)).squared_parts().times(e)};
        }
    }
};

}  // namespace actjet
