// Exponentials and logistic functions in two parts, for the formulas of float64, and of wider number types such as
// dual: what is carried is what the C library's exp cannot know, the rounding of its argument.
//
// Coefficients: scripts/fit/constants.py.
#pragma once

#include <actjet/core/quotient.hpp>

namespace actjet::core {

inline constexpr double exp_of_minus_512 = 4.377491037053051e-223;

// (e + e_low) unscale, where unscale keeps e a normal number while products with an exponential still count.
template <class T>
struct float64_exp {
    T e, e_low, unscale;

    // exp(z + z_low), of which exp(z) is e unscale.
    ACTJET_HD float64_exp(T e_, T z_low, T unscale_) : e(e_), e_low(e_ * z_low), unscale(unscale_) {}

    ACTJET_HD T nearest() const { return (e + e_low) * unscale; }
    // The product with y, rounded once but for unscale.
    ACTJET_HD T times(two_part<T> y) const { return fma(y.high, e, fma(y.low, e, y.high * e_low)) * unscale; }
};

// exp(-a) and sigmoid(a) = 1 / (1 + exp(-a)), a >= 0.
template <class T>
struct float64_logistic {
    float64_exp<T> exp;
    two_part<T> upper;

    ACTJET_HD explicit float64_logistic(const float64_exp<T>& exp_)
        : exp(exp_), upper(invert_one_plus(exp.e * exp.unscale, exp.e_low * exp.unscale)) {}

    // x sigmoid(-a) where negative holds, else x sigmoid(a). finite is x, or of its sign where x is infinite.
    ACTJET_HD T gated(typename ops<T>::mask negative, T x, T finite) const {
        return select(negative, exp.times(upper.product(finite)), fma(x, upper.high, finite * upper.low));
    }

    // g sigmoid(a)
    ACTJET_HD two_part<T> product(T g, T g_low) const {
        const two_part<T> y = upper.product(g);
        return {y.high, fma(g_low, upper.high, y.low)};
    }
    // sigmoid(-a) r
    ACTJET_HD T lower_times(two_part<T> r) const { return exp.times(product(r.high, r.low)); }
    // sigmoid(a) + sigmoid(a) exp(-a) y
    ACTJET_HD T upper_plus(two_part<T> y) const {
        return fma(y.nearest() * exp.nearest(), upper.high, upper.low) + upper.high;
    }
};

// 1 - y
template <class T>
ACTJET_HD two_part<T> complement(two_part<T> y) {
    const T rest = T(1) - y.high;
    return {rest, ((T(1) - rest) - y.high) - y.low};
}

}  // namespace actjet::core
