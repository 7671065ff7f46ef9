// log(1 + exp(-a)) and the logistic function of -a and a, a >= 0, in float32: shared by softplus and logsigmoid.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/logarithm.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet::core {

// exp(-a) * scale as exp and as high + low; unscale is 1 / scale.
template <class T>
struct decay {
    scaled_exp<T> exp;
    T high, low;
    T unscale;

    ACTJET_HD decay(const scaled_exp<T>& exp_, T unscale_)
        : exp(exp_), high(exp.high()), low(exp.low(high)), unscale(unscale_) {}

    // log1p(exp(-a)) * scale
    ACTJET_HD log1p_parts<T> log1p() const { return scaled_log1p(high, low, unscale); }

    // The logistic function of -a where negative holds, else of a. 1 + exp(-a) is rounded once: with the power of two
    // the sum is a float, or the power is half an ulp of it at most.
    ACTJET_HD T logistic(typename ops<T>::mask negative) const {
        const T power = exp.power * unscale;
        const T inverse = reciprocal(fma(power, exp.expm1, T(1) + power));
        return select(negative, exp.times(inverse) * unscale, inverse);
    }
};

}  // namespace actjet::core
