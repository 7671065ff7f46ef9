#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet {

// mish(x) = x tanh(softplus(x)) = x ((1 + exp(x))^2 - 1) / ((1 + exp(x))^2 + 1).
// With e = exp(-|x|):
//     x < 0:  mish = x e (2 + e) / d,   d = 2 + 2 e + e^2,   mish' = e (4 (1 + x) + e (6 + 4 x + e (4 + e))) / d^2
//     x >= 0: mish = x (1 + 2 e) / d,   d = 1 + 2 e + 2 e^2, mish' = (1 + 2 e) / d + 4 x e^2 (1 + e) / d^2
// Coefficients: scripts/fit/derivative_zero.py.
struct mish {
    static constexpr core::facts facts{
        .id = ACTJET_MISH,
        .name = "mish",
        .family = "gated",
        .formula = R"(x \tanh(\ln(1 + e^x)))",
        .derivative = R"(\tanh(\ln(1 + e^x)) + \frac{4 x e^{2x} (1 + e^x)}{((1 + e^x)^2 + 1)^2})",
        .paper = "Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020",
        .values = {-0.3088435, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {2.5, 3.6},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        const auto negative = x < T(0);
        if constexpr (core::binary32<T>) {
            return exact(x, negative);
        } else {
            return wide(x, negative);
        }
    }

  private:
    template <class T>
    static ACTJET_HD core::jet<T> exact(T x, typename core::ops<T>::mask negative) {
        using core::fma;
        using core::select;
        constexpr float unscale = core::scaled_exp<T>::unscale, scale = core::scaled_exp<T>::scale;
        const T right = core::at_least(x, T(-112));
        const T z = core::at_most(right, T(112));
        const auto exp = core::exp_nonpositive(-core::abs(z));
        const T e = exp.high() * unscale;
        const T one = select(negative, T(2), T(1));
        const T two = select(negative, T(1), T(2));
        const T n = fma(e, two, one);
        const T inner = fma(e, two, T(2));
        const T d = fma(e, inner, one);
        const auto inverse = core::invert(core::two_part<T>{d, fma(e, inner, one - d)});
        const T ratio = inverse.times(n);
        const T xr = right * ratio;
        const T value = select(negative, exp.times(xr) * unscale, xr);

        const T square = inverse.squared();
        const T t = z + T(0x1.31432cp+0f);
        const T m = core::polynomial(t, scale * 0x1.115accp-2f, scale * 0x1.a34a24p-3f, scale * 0x1.57499ap-5f,
                                     scale * -0x1.4c275ep-6f, scale * -0x1.0179c2p-6f, scale * -0x1.adde9cp-9f);
        const T near = fma(t, m, T(scale * 0x1.115accp-2f * 0x1.a25b08p-29f));
        const T four = fma(z, T(4), T(4));
        const T six = fma(z, T(4), T(6));
        const T numerator = fma(e, fma(e, e + T(4), six), four);
        const T lower = exp.times(numerator * square);
        const T below = select(core::abs(t) < T(0.25f), near, lower) * unscale;
        const T above = fma((T(4) * z) * (e * e) * (T(1) + e), square, ratio);
        return {value, select(negative, below, above)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> wide(T x, typename core::ops<T>::mask negative) {
        using core::select;
        const T a = core::at_most(core::abs(x), T(1500));
        // Half of the exponent twice: x exp(-a) keeps its digits where exp(-a) alone would be denormal.
        const T half = core::exp(T(-0.5) * a);
        const T e = half * half;
        const T bounded = core::at_least(x, T(-0x1.fffffffffffffp+1023));
        const T n = select(negative, T(2) + e, T(1) + T(2) * e);
        const T d = select(negative, T(2) + e * (T(2) + e), T(1) + e * (T(2) + T(2) * e));
        const T ratio = n / d;
        const T value = select(negative, (bounded * half * ratio) * half, x * ratio);

        // The numerator below zero, written around its root -a0 with t = a - a0 and c = exp(-a) - exp(-a0): each term
        // has the sign of -t.
        const T t = (a - T(0x1.31432c0d12d84p+0)) - T(0x1.bf319154da210p-55);
        const T e0 = T(0x1.36c4202fc3eccp-2);
        const T c = e0 * core::expm1(-t);
        const T numerator =
            c * (T(0x1.3af34fcbb49efp+0) + T(4) * (e + e0) + (e * e + e * e0 + e0 * e0)) - T(4) * t * (T(1) + e);
        const T below = (half * (numerator / (d * d))) * half;
        const T above = ratio + T(4) * a * (e * e) * (T(1) + e) / (d * d);
        return {value, select(negative, below, above)};
    }
};

}  // namespace actjet
