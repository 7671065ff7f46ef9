// log(1 + exp(-a)) and the logistic function of -a and a, a >= 0, in float32: shared by softplus and logsigmoid.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/logarithm.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet::core {

// e = exp(-a) * scale, and what its rounding left.
template <class T>
struct decay {
    T high, low;
    T scale, unscale;

    ACTJET_HD decay(const scaled_exp<T>& e, T scale_, T unscale_)
        : high(e.high()), low(e.low(high)), scale(scale_), unscale(unscale_) {}

    // log1p(exp(-a)) * scale
    ACTJET_HD log1p_parts<T> log1p() const { return scaled_log1p(high, low, unscale); }

    // The logistic function of -a where negative holds, else of a.
    ACTJET_HD T logistic(typename ops<T>::mask negative) const {
        const T d = fma(high, unscale, T(1));
        const T d_low = fma(low, unscale, fma(high, unscale, T(1) - d));
        const two_part<T> inverse = invert(two_part<T>{d, d_low});
        const T n = select(negative, high, scale);
        const T n_low = select(negative, low, T(0));
        return fma(n, inverse.high, fma(n, inverse.low, n_low * inverse.high)) * unscale;
    }
};

}  // namespace actjet::core
