#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/logistic.hpp>
#include <actjet/core/short_sigmoid.hpp>

namespace actjet {

// tanhshrink(x) = x - tanh(x); derivative tanh(x)^2.
//
// With a = |x| and k = 1 - tanh(a) = 2 / (1 + exp(2a)), the value is (a - 1) + k for a > 1, where no term
// cancels, and a^3 S(a^2) with a polynomial S below; tanh(a) is 1 - k or a - a^3 S, a sum of two floats. The constant
// term of S, 1/3, is a sum of two numbers.
//
// float32, every input: value within 2 ULP (largest seen 1.96, at 0.768), derivative within 1.5 (1.48, at 0.872).
// tanhshrink(-0) = -0.
// Coefficients: scripts/fit/tanhshrink.sollya.
struct tanhshrink {
    static constexpr core::facts facts{
        .id = ACTJET_TANHSHRINK,
        .name = "tanhshrink",
        .family = "shrinkage",
        .formula = R"(x - \tanh(x))",
        .derivative = R"(\tanh(x)^2)",
        .paper =
            "Collobert, Kavukcuoglu and Farabet, Torch7: A Matlab-like Environment for Machine Learning, BigLearn, "
            "NIPS Workshop, 2011",
        .odd = true,
        .ulp = {2, 1.5},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        using core::fma;
        using core::select;
        const T a = core::abs(x);
        if constexpr (core::binary32<T>) {
            const T bounded = core::at_most(a, T(56));
            const core::logistic<T> l(core::exp_nonnegative(T(2) * bounded));
            const T h = bounded * bounded;
            const T h_low = fma(bounded, bounded, -h);
            const T s = core::polynomial(h, -0x1.94c084p-27f, -0x1.1110f2p-3f, 0x1.ba115ep-5f, -0x1.65a6a4p-6f,
                                         0x1.1cfd6p-7f, -0x1.a4364ap-9f, 0x1.e3e454p-11f, -0x1.2b281ep-13f);
            const T ratio = fma(h, T(0x1.555556p-2f), fma(h, s, h_low * 0x1.555556p-2f));
            const auto small = a < T(1);
            const T part = select(small, ratio * bounded, l.inverse * (T(2) * l.tail));
            const T whole = select(small, bounded, T(1));
            const T value = select(small, part, (a - T(1)) + part);
            const T t = whole - part;
            const T t_low = (whole - t) - part;
            return {core::copysign(value, x), fma(t, t, (t + t) * t_low)};
        } else {
            const T e = core::exp(T(-2) * a);
            const T bounded = core::at_most(a, T(1));
            const T h = bounded * bounded;
            const T s = core::polynomial(
                h, 0x1.5555555555555p-56, -0x1.111111111106cp-3, 0x1.ba1ba1ba10ccdp-5, -0x1.664f4880381c1p-6,
                0x1.226e350a76cf9p-7, -0x1.d6d3c35d5de85p-9, 0x1.7da2aa018e514p-10, -0x1.35511acb4d6a7p-11,
                0x1.f51aeb7d3c076p-13, -0x1.9480168989f8ap-14, 0x1.41c4f715ac62ap-15, -0x1.e903f3b4520d7p-17,
                0x1.4d2be6cbdc46fp-18, -0x1.6f452f803b2bbp-20, 0x1.175f548b44438p-22, -0x1.a94746be97291p-26);
            const auto small = a < T(1);
            const T third(0x1.5555555555555p-2);
            const T ratio = fma(h, third, fma(h, s, fma(bounded, bounded, -h) * third));
            const T part = select(small, ratio * bounded, T(2) * core::invert_one_plus(e, T(0)).times(e));
            const T t = select(small, bounded, T(1)) - part;
            return {core::copysign(select(small, part, (a - T(1)) + part), x), t * t};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_tanhshrink<Target>(x, core::tanhshrink_terms_for<Target>());
    }
};

}  // namespace actjet
