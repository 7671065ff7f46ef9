// exp(a) in float32 for a >= 0, as scale and mantissa, for formulas that divide by it or by 1 + exp(a).
//
// The power of two carries a factor: with 2^-36 neither exp(112) nor its inverse leaves the range of one float.
#pragma once

#include <actjet/core/exponential.hpp>

namespace actjet::core {

// exp(a) * tail = power * (1 + expm1), and one = tail where 1 counts beside exp(a).
template <class T>
struct growth {
    T power;
    T expm1;
    T tail;
    float one;

    static constexpr float unit = 0x1p-36f;

    ACTJET_HD growth(T power_, T expm1_) : power(power_), expm1(expm1_), tail(unit), one(unit) {}
    ACTJET_HD growth(T power_, T expm1_, T tail_) : power(power_), expm1(expm1_), tail(tail_), one(1) {}
};

// exp(a) for 0 <= a <= 112. NaN if a is NaN.
template <class T>
ACTJET_HD growth<T> exp_nonnegative(T a) {
    const reduction<T> reduced(a, T(exp_magic<-36>));
    return {reduced.power(), expm1_reduced(reduced.rest(a))};
}

// exp(a + a_low) for 0 <= a <= 112, |a_low| <= ulp(a).
template <class T>
ACTJET_HD growth<T> exp_nonnegative(T a, T a_low) {
    const reduction<T> reduced(a, T(exp_magic<-36>));
    return {reduced.power(), expm1_reduced(reduced.rest(a, a_low))};
}

// exp(a (b + b_low)) for 0 <= a * b <= 112, |b_low| <= ulp(b).
// The interval of r, |r| <= ln2 / 2, is moved up by 0.0585: with expm1 between -1/4 and 1/2 its rounding is at most
// 2^-26.3 of exp; between -0.29 and 0.41 it is 2^-25.5. P has a relative error of 2^-28.2.
// Coefficients: scripts/fit/gelu_tanh.py.
template <class T>
ACTJET_HD growth<T> exp_of_nonnegative_product(T a, T b, T b_low) {
    const reduction<T> reduced(fma(a, b, T(-0.0585f)), T(exp_magic<-36>));
    const T r = reduced.rest_of_product(a, b, b_low);
    const T p = polynomial(r, 0x1.000006p-1f, 0x1.5554c2p-3f, 0x1.5544d2p-5f, 0x1.12068p-7f, 0x1.7e4398p-10f);
    return {reduced.power(), fma(r * r, p, r)};
}

// exp(a + a_low) for 0 <= a <= 174.2, |a_low| <= ulp(a), for formulas that divide a large factor by it: up to 2^124 as
// it is, with a tail of 1; then the tail takes over from the power of two. It is 0 from exp(173.6) on, where not even
// the largest factor, 1.76e30, lifts the quotient out of the lowest range.
template <class T>
ACTJET_HD growth<T> exp_far(T a, T a_low) {
    constexpr float one = exp_magic<0>, highest = exp_magic<124>;
    static_assert(static_cast<double>(highest) + one == highest + one);
    const reduction<T> reduced(a, T(one));
    return {ops<T>::shift_to_exponent(smaller(reduced.shifted, T(highest))), expm1_reduced(reduced.rest(a, a_low)),
            ops<T>::shift_to_exponent(T(highest + one) - larger(reduced.shifted, T(highest)))};
}

}  // namespace actjet::core
