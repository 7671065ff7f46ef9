#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/quotient.hpp>
#include <actjet/core/short_sigmoid.hpp>

namespace actjet {

// softsign(x) = x / (1 + |x|); derivative 1 / (1 + |x|)^2.
//
// float32, every input: value within 0.51 ULP (largest seen 0.5000), derivative within 1.01 (0.9996, where it is
// denormal; 0.501 elsewhere). softsign(-0) = -0.
struct softsign {
    static constexpr core::facts facts{
        .id = ACTJET_SOFTSIGN,
        .name = "softsign",
        .family = "sigmoidal",
        .formula = R"(\frac{x}{1 + |x|})",
        .derivative = R"(\frac{1}{(1 + |x|)^2})",
        .paper =
            "Bergstra, Desjardins, Lamblin and Bengio, Quadratic Polynomials Learn Better Image Features, technical "
            "report 1337, Universite de Montreal, 2009",
        .values = {-1, 1},
        .odd = true,
        .saturates_left = true,
        .saturates_right = true,
        .ulp = {0.51, 1.01},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        // Beyond this the value is 1 and the derivative 0, to the last bit of either; the reciprocal stays in range.
        constexpr core::scalar_of<T> far = core::binary32<T> ? 0x1p80 : 0x1p600;
        const T a = core::magnitude_at_most(x, T(far));
        const T larger = core::at_least(a, T(1));
        const T smaller = core::at_most(a, T(1));
        const T d = larger + smaller;
        const auto inverse = core::invert(core::two_part<T>{d, smaller - (d - larger)});
        return {core::copysign(inverse.times(a), x), inverse.squared()};
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_softsign(x);
    }
};

}  // namespace actjet
