// exp, and the exponential linear units, for results of 16 bits.
//
// Coefficients: scripts/fit/constants.py.
#pragma once

#include <actjet/core/exponential_range.hpp>
#include <actjet/core/short_exponential.hpp>

namespace actjet::core {

template <half_precision Target>
ACTJET_HD constexpr exp2_terms exp_terms() {
    return std::same_as<Target, bfloat16> ? exp2_degree_4() : exp2_degree_5();
}

// exp as the square of exp(x/2): the product rounds into the denormals or to inf.
template <class T>
ACTJET_HD jet<T> short_exp(T x, const exp2_terms& c) {
    const T root = short_power<T>(no_more(no_less(x, T(-110)), T(89)), T(log2_e / 2), 0, c).product();
    return {root * root, root * root};
}

// exp(z) * 2^bias = power (1 + expm1), for z that are not positive; what it is for others does not matter.
template <class T>
struct short_expm1 {
    T power, expm1;

    ACTJET_HD short_expm1(T z, T rate, T magic, const exp2_terms& c) {
        const short_reduction<T> reduced(z, rate, magic);
        power = ops<T>::shift_to_exponent(reduced.shifted);
        expm1 = reduced.r * exp2_slope(reduced.r, c);
    }

    // exp(z) - 1: near 0 nothing cancels.
    ACTJET_HD T less_one(T unscale) const {
        const T freed = power * unscale;
        return fma(freed, expm1, freed - T(1));
    }
    ACTJET_HD T times(T factor) const { return fma(power, expm1, power) * factor; }
};

template <class T>
ACTJET_HD jet<T> short_elu(T x, T alpha, const exp_factor<scalar_of<T>>& slope, const exp2_terms& c) {
    const short_expm1<T> e(no_less(x, T(slope.lowest)), T(log2_e), T(slope.magic), c);
    return {select(x < T(0), e.less_one(T(slope.unscale)) * alpha, x), select(x > T(0), T(1), e.times(T(slope.first)))};
}

// rate is 1 / alpha; x is its own value for x > linear, and for x > lowest the exponential counts.
template <class T>
ACTJET_HD jet<T> short_celu(T x, T alpha, T rate, T linear, T lowest, const exp2_terms& c) {
    const T unscale(0x1p-36f);
    const short_expm1<T> e(no_less(x, lowest), rate * T(log2_e), T(exp_magic<36>), c);
    return {select(x <= linear, e.less_one(unscale) * alpha, x), select(x > linear, T(1), e.times(unscale))};
}

template <class T>
ACTJET_HD jet<T> short_selu(T x, const exp2_terms& c) {
    constexpr float lambda = 0x1.0cfabcp+0f, product = 0x1.c212ccp+0f;  // lambda alpha
    const short_expm1<T> e(no_less(x, T(-112)), T(log2_e), T(exp_magic<36>), c);
    return {select(x < T(0), e.less_one(T(0x1p-36f)) * T(product), x * T(lambda)),
            select(x > T(0), T(lambda), e.times(T(product * 0x1p-36f)))};
}

}  // namespace actjet::core
