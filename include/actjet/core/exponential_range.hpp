// exp in float32 where its result is not simply a number of [0, 1]: positive exponents, and products with a factor.
//
// The exponents of exp(z), z from -104 to 89, do not fit one float's; nor do those of factor * exp(z) if the factor is
// large and z must go on until the product underflows. The bias that exponential.hpp adds to the exponent is therefore
// a value here, chosen for the sign of z or for the factor.
#pragma once

#include <actjet/core/exponential.hpp>

namespace actjet::core {

// What exp_biased needs for the power of two to come out times 2^bias.
constexpr float exp_magic(int bias) {
    return 12582912.0f + 127.0f + static_cast<float>(bias);  // 1.5 * 2^23, where floats are integers
}

// exp(z + z_low) * 2^bias = power * (1 + expm1), for -126 <= z / ln2 + bias <= 127 and |z_low| <= ulp(z).
template <class T>
ACTJET_HD scaled_exp<T> exp_biased(T z, T z_low, T magic) {
    const T shifted = fma(z, T(0x1.715476p+0f), magic);
    const T n = shifted - magic;
    const T r = fma(n, T(-0x1.7f7d1cp-20f), fma(n, T(-0x1.62e4p-1f), z) + z_low);
    return {ops<T>::shift_to_exponent(shifted), expm1_reduced(r)};
}

template <class T>
ACTJET_HD scaled_exp<T> exp_biased(T z, T magic) {
    const T shifted = fma(z, T(0x1.715476p+0f), magic);
    const T n = shifted - magic;
    const T r = fma(n, T(-0x1.7f7d1cp-20f), fma(n, T(-0x1.62e4p-1f), z));
    return {ops<T>::shift_to_exponent(shifted), expm1_reduced(r)};
}

// How to form factor * exp(z), z <= 0, until it underflows: exp(z) * 2^bias * (first + first_low) * second.
template <class S>
struct exp_factor {
    S lowest;  // at and below this z the product is 0
    S magic;
    S scale, unscale;  // 2^bias and its inverse
    S first, first_low, second;
};

// For a factor of [0, 2^100].
template <class S>
exp_factor<S> make_exp_factor(double factor) {
    const bool large = factor >= 0x1p11;
    const int bias = large ? 126 : 36;
    const double scale = large ? 0x1p126 : 0x1p36;
    const double scaled = large ? factor / scale : factor;
    const S first = static_cast<S>(scaled);
    return {.lowest = static_cast<S>(large ? -174 : -112),
            .magic = static_cast<S>(exp_magic(bias)),
            .scale = static_cast<S>(scale),
            .unscale = static_cast<S>(1 / scale),
            .first = first,
            .first_low = static_cast<S>(scaled - first),
            .second = static_cast<S>(large ? 1 : 1 / scale)};
}

}  // namespace actjet::core
