// log(1 + exp(-a)) and the logistic function of -a and a, a >= 0, in float32: shared by softplus and logsigmoid.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/logarithm.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet::core {

// exp(-a) * scale = power * (1 + expm1) as high + low.
template <class T>
struct decay {
    T power, expm1;
    T high, low;
    T scale, unscale;

    ACTJET_HD decay(const scaled_exp<T>& e, T scale_, T unscale_)
        : power(e.power), expm1(e.expm1), high(e.high()), low(e.low(high)), scale(scale_), unscale(unscale_) {}

    // log1p(exp(-a)) * scale
    ACTJET_HD log1p_parts<T> log1p() const { return scaled_log1p(high, low, unscale); }

    // The logistic function of -a where negative holds, else of a. 1 + exp(-a) is rounded once: with the power of two
    // the sum is a float, or the power is below half an ulp of it.
    ACTJET_HD T logistic(typename ops<T>::mask negative) const {
        const T p = power * unscale;
        const T inverse = reciprocal(fma(p, expm1, T(1) + p));
        const T first = inverse * power;
        return select(negative, fma(first, expm1, first) * unscale, inverse);
    }
};

}  // namespace actjet::core
