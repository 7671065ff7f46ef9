#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential_unit.hpp>
#include <actjet/core/short_unit.hpp>

namespace actjet {

// selu(x) = lambda x for x > 0, else lambda alpha expm1(x); derivative lambda for x > 0, else lambda alpha exp(x).
// lambda = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717.
// float32: at most 1.05 ULP for the value (0.7 but for denormals) and 1.25 for the derivative, for every input.
// Both constants are carried in two floats; lambda's low part is positive, so that inf times both is inf. Their digits:
// scripts/fit/constants.py.
// selu(-0) = -0.
// Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, NIPS 2017.
struct selu {
    static constexpr core::facts facts{
        .id = ACTJET_SELU,
        .name = "selu",
        .family = "exponential",
        .formula = R"(\lambda (x [x > 0] + \alpha (e^x - 1) [x \le 0]))",
        .derivative = R"(\lambda ([x > 0] + \alpha e^x [x \le 0]))",
        .paper = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, NIPS 2017",
        .values = {-1.7580993408473768599, core::infinity},
        .saturates_left = true,
        .ulp = {1.05, 1.25},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        using core::fma;
        const auto positive = x > T(0);
        const T z = core::at_most(x, T(0));
        if constexpr (core::binary32<T>) {
            constexpr float lambda = 0x1.0cfabcp+0f, lambda_low = 0x1.6a9114p-24f;
            constexpr float product = 0x1.c212ccp+0f, product_low = 0x1.903c0cp-26f;  // lambda alpha
            const T unscale = T(0x1p-36f);
            const auto e = core::fine_exp_of(core::reduce_exponent(core::at_least(z, T(-112)), T(core::exp_magic<36>)));
            const T below = core::expm1_of(e, unscale).times(T(product), T(product_low));
            const T steep = e.times(T(product), T(product_low)) * unscale;
            return {core::select(x < T(0), below, fma(x, lambda, x * lambda_low)),
                    core::select(positive, T(lambda + lambda_low), steep)};
        } else {
            constexpr double lambda = 1.0507009873554804934193349852946, product = 1.7580993408473768599402175208123;
            return {core::select(positive, T(lambda) * x, T(product) * core::expm1(z)),
                    core::select(positive, T(lambda), T(product) * core::exp(z))};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_selu(x, core::exp2_degree_5());
    }
};

}  // namespace actjet
