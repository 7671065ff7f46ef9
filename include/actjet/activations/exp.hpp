#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential_range.hpp>
#include <actjet/core/short_unit.hpp>

namespace actjet {

// exp(x) = e^x, and so is its derivative.
// The type is not called exp: after `using namespace actjet`, exp(x) would name it and C's function both.
// float32: at most 1.1 ULP, for every input; inf exactly where e^x rounds to inf.
// The bias of the exponent follows the sign of x, and one multiplication at the end takes it back: it rounds into the
// denormals or to inf. Packs of results that are all normal numbers need no bias, and have the same bits without.
// Nelder and Wedderburn, Generalized Linear Models, Journal of the Royal Statistical Society A, 1972: the inverse of
// the logarithmic link.
struct exponential {
    static constexpr core::facts facts{
        .id = ACTJET_EXP,
        .name = "exp",
        .family = "exponential",
        .formula = R"(e^x)",
        .derivative = R"(e^x)",
        .paper = "Nelder and Wedderburn, Generalized Linear Models, Journal of the Royal Statistical Society A, 1972",
        .values = {0, core::infinity},
        .saturates_left = true,
        .ulp = {1.1, 1.1},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        if constexpr (core::binary32<T>) {
            if constexpr (core::has_lanes<T>) {
                if (!core::ops<T>::any(core::abs(x) > T(87))) [[likely]] {
                    const T y = core::reduce_exponent(x, T(core::exp_magic<0>)).exp().high();
                    return {y, y};
                }
            }
            const auto negative = x < T(0);
            const T z = core::at_most(core::at_least(x, T(-112)), T(89));
            const T magic = core::select(negative, T(core::exp_magic<36>), T(core::exp_magic<-36>));
            const T unscale = core::select(negative, T(0x1p-36f), T(0x1p36f));
            const T y = core::reduce_exponent(z, magic).exp().high() * unscale;
            return {y, y};
        } else {
            const T y = core::exp(x);
            return {y, y};
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_exp(x, core::exp_terms<Target>());
    }
};

}  // namespace actjet
