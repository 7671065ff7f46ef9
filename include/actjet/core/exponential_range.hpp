// exp in float32 where its result is not simply a number of [0, 1]: positive exponents, and products with a factor.
//
// The exponents of exp(z), z from -104 to 89, do not fit one float's; nor do those of factor * exp(z) if the factor is
// large and z must go on until the product underflows. The bias that exponential.hpp adds to the exponent is therefore
// a value here, chosen for the sign of z or for the factor.
//
// Coefficients: scripts/fit/exponential.sollya, scripts/fit/constants.py.
#pragma once

#include <actjet/core/exponential.hpp>

#include <cmath>

namespace actjet::core {

// exp(z + z_low) * 2^bias = power * exp(r + r_low), |r| <= 0.347.
template <class T>
struct reduced_exponent {
    T power, r, r_low;

    // As power and mantissa, without r_low.
    ACTJET_HD scaled_exp<T> exp() const { return {power, expm1_reduced(r)}; }
};

// For -126 <= z / ln2 + bias <= 127 and |z_low| <= ulp(z).
template <class T>
ACTJET_HD reduced_exponent<T> reduce_exponent(T z, T z_low, T magic) {
    const reduction<T> reduced(z, magic);
    const T upper = fma(reduced.n, T(-ln2_high), z);
    const T r = fma(reduced.n, T(-ln2_low), upper + z_low);
    return {reduced.power(), r, fma(reduced.n, T(-ln2_low), upper - r) + z_low};
}

template <class T>
ACTJET_HD reduced_exponent<T> reduce_exponent(T z, T magic) {
    const reduction<T> reduced(z, magic);
    const T upper = fma(reduced.n, T(-ln2_high), z);
    const T r = fma(reduced.n, T(-ln2_low), upper);
    return {reduced.power(), r, fma(reduced.n, T(-ln2_low), upper - r)};
}

// How to form factor * exp(z), z <= 0, until it underflows: exp(z) * 2^bias * first * (1 + correction). The bias
// is as large as the factor demands, so that both exp(z) * 2^bias and first are ordinary numbers, and one
// multiplication rounds. The correction is relative, to be added where nothing underflows.
template <class S>
struct exp_factor {
    S lowest;  // at and below this z the product is 0
    S magic;
    S unscale;  // 2^-bias
    S first, correction;
};

// For a factor of [-2^100, 2^100]; least_bias is -96 for expm1 to reach -1, and 26 for exp(z) itself to reach 0.
template <class S>
ACTJET_HD exp_factor<S> make_exp_factor(double factor, int least_bias) {
    int exponent = 0;
    std::frexp(factor, &exponent);
    const int bias = 25 + exponent > least_bias ? 25 + exponent : least_bias;
    const double scaled = std::ldexp(factor, -bias);
    const S first = static_cast<S>(scaled);
    constexpr double ln2 = 0.693147180559945309417;
    return {.lowest = static_cast<S>(-ln2 * (bias + 126)),
            .magic = static_cast<S>(exp_magic<0> + static_cast<float>(bias)),
            .unscale = static_cast<S>(std::ldexp(1.0, -bias)),
            .first = first,
            .correction = first == S(0) ? S(0) : static_cast<S>(scaled / first - 1)};
}

}  // namespace actjet::core
