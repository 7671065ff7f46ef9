#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential.hpp>
#include <actjet/core/quotient.hpp>
#include <actjet/core/short_gate.hpp>

namespace actjet {

// mish(x) = x tanh(softplus(x)), in E = exp(x), d = 2 + E (2 + E), p = E (1 + E):
//
//     mish  = x E (1 - p / d)                                    = x - x (2 / d)
//     mish' = E ((1 + x) + E (3/2 + x + E (1 + E / 4))) (2 / d)^2 = 1 - 2 / d + x p (2 / d)^2
//
// The left forms keep the digits of the left tail; the right ones are the more accurate where the terms do not cancel,
// for the value from -1.4 on and for the derivative from -0.375 on. There the derivative is (1/2 + x p (2 / d)^2) +
// (1/2 - 2 / d), as 1/2 - 2 / d is exact where the result is below 1/2. Around its zero, -1.1924312, it is a polynomial
// t M(t), t = x + 1.1924312, for -1.4 <= x < -0.83: it is just below 1/8 that the left form would exceed the bound.
//
// float32, every input, the derivative's zero and the tails included: value within 1.82 ULP, derivative within 2.5.
//
// mish(-0) = -0; at -inf both are -0, their limit from the left.
// Coefficients: scripts/fit/derivative_zero.py.
struct mish {
    static constexpr core::facts facts{
        .id = ACTJET_MISH,
        .name = "mish",
        .family = "self-gated",
        .formula = R"(x \tanh(\ln(1 + e^x)))",
        .derivative = R"(\tanh(\ln(1 + e^x)) + \frac{4 x e^{2x} (1 + e^x)}{((1 + e^x)^2 + 1)^2})",
        .paper = "Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020",
        .values = {-0.3088435, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {1.82, 2.5},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        if constexpr (core::binary32<T>) {
            return in_float32(x);
        } else {
            return in_float64(x);
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_mish<Target>(x, core::mish_terms<Target>());
    }

  private:
    template <class T>
    static ACTJET_HD core::jet<T> in_float32(T x) {
        using core::fma;
        using core::select;
        constexpr float unscale = core::scaled_exp<T>::unscale, scale = core::scaled_exp<T>::scale;
        // exp(20) is beyond any influence on the right, and its square within range.
        const T z = core::at_most(core::at_least(x, T(-112)), T(20));
        const auto exp = core::exp_nonpositive(z);
        const T e = exp.high() * unscale;
        const T d = fma(e, e + T(2), T(2)), d_low = fma(e, e, fma(e, T(2), T(2) - d));
        // 2 / d = q + q_low = q (1 + rest / 2)
        const T inverse = core::reciprocal(d), q = inverse + inverse;
        const T rest = core::fnma(q, d_low, core::fnma(q, d, T(2))), q_low = inverse * rest;
        const T zp = z * fma(e, e, e);

        const auto tail = x < T(-1.4f);
        const T left = exp.times(fma(-zp, inverse, z)) * unscale;
        const T value = core::copysign(select(tail, left, core::fnma(z, q_low, core::fnma(z, q, x))), x);

        const T square = q * q;
        const core::two_part<T> squared{square, fma(square, rest, fma(q, q, -square))};
        const T numerator = fma(e, fma(e, fma(e, T(0.25f), T(1)), z + T(1.5f)), z + T(1));
        const T t = z + T(0x1.31432cp+0f);
        const T m = core::polynomial(t, scale * 0x1.115accp-2f, scale * 0x1.a34a24p-3f, scale * 0x1.574e9p-5f,
                                     scale * -0x1.4c1b5ap-6f, scale * -0x1.03996ap-6f, scale * -0x1.b8cee4p-9f,
                                     scale * 0x1.ae3aa8p-10f);
        const T near = fma(t, m, T(scale * 0x1.115accp-2f * 0x1.a25b08p-29f));
        const T below = select((x < T(-0.83f)) & !tail, near, exp.times(squared.times(numerator))) * unscale;
        const T above = (fma(zp, square, -q_low) + T(0.5f)) + (T(0.5f) - q);
        return {value, select(x < T(-0.375f), below, above)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> in_float64(T x) {
        using core::fma;
        using core::select;
        const auto negative = x < T(0);
        const T a = core::magnitude_at_most(x, T(1500));
        // exp(-a) in two factors, the second of which is 1 up to 700: x exp(-a) keeps its digits where exp(-a) is
        // denormal.
        const T reach = core::at_most(a, T(700));
        const T e = core::exp(-reach);
        const T trailing = core::exp(reach - a);
        const T finite = core::at_least(core::at_most(x, T(0x1.fffffffffffffp+1023)), T(-0x1.fffffffffffffp+1023));
        // d = 2 + 2 e + e^2 or 1 + 2 e + 2 e^2, and ratio = (2 + e) / d or (1 + 2 e) / d, in two parts.
        const T first = select(negative, T(2), T(1)), second = select(negative, e, T(2) * e);
        const T d = fma(second, e, fma(T(2), e, first));
        const auto inverse = core::invert(core::two_part<T>{d, fma(second, e, fma(T(2), e, first - d))});
        const T n = first + second;
        auto ratio = inverse.product(n);
        ratio.low = fma((first - n) + second, inverse.high, ratio.low);
        const auto gated = ratio.product(finite);
        const T value =
            select(negative, fma(gated.high, e, gated.low * e) * trailing, fma(x, ratio.high, finite * ratio.low));

        const T t = (x + T(1.1924312145154952)) + T(4.8484829848031044e-17);
        const T m = core::polynomial(t, 0.2669479140495345, 0.20473126408010586, 0.04190782104360991,
                                     -0.020271822716684373, -0.015821126561737238, -0.003360684927009581,
                                     0.0010924055411067107, 0.0009898181015671847, 0.00025412936040103884,
                                     -4.1961484488379944e-05, -5.582887340113705e-05, -1.729940397134961e-05,
                                     9.424242414564446e-07, 2.9097212527873483e-06, 1.0730833154326376e-06,
                                     2.333220945192144e-08, -1.449383303841311e-07, -5.426319813644813e-08);
        const T numerator = fma(e, fma(e, e + T(4), T(6) - T(4) * a), T(4) - T(4) * a);
        const auto square = inverse.squared_parts();
        const auto slope = square.product(numerator);
        const T below = select(core::abs(t) < T(0.5), t * m, fma(slope.high, e, slope.low * e) * trailing);
        const T above = fma(T(4) * a * (e * e), (T(1) + e) * square.high, ratio.low) + ratio.high;
        return {value, select(negative, below, above)};
    }
};

}  // namespace actjet
