// log(1 + exp(-a)) and the logistic function of -a and a, a >= 0, in float32: shared by softplus and logsigmoid.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/logarithm.hpp>

namespace actjet::core {

// e = exp(-a) * scale, and what its rounding left.
template <class T>
struct decay {
    T high, low;
    T scale, unscale;

    ACTJET_HD decay(const scaled_exp<T>& e, T scale_, T unscale_)
        : high(e.high()), low(e.low(high)), scale(scale_), unscale(unscale_) {}

    // log1p(exp(-a)) * scale
    ACTJET_HD log1p_pair<T> log1p() const { return scaled_log1p(high, low, unscale); }

    // The logistic function of -a where negative holds, else of a. One residual of the quotient, with the low part of
    // the denominator in it, leaves little more than the last rounding.
    ACTJET_HD T logistic(typename ops<T>::mask negative) const {
        const T d = fma(high, unscale, T(1));
        const T d_low = fma(low, unscale, fma(high, unscale, T(1) - d));
        const T r = reciprocal(d);
        const T n = select(negative, high, scale);
        const T n_low = select(negative, low, T(0));
        const T y = n * r;
        const T rest = fma(-y, d, n) + fma(-y, d_low, n_low);
        return fma(rest, r, y) * unscale;
    }
};

}  // namespace actjet::core
