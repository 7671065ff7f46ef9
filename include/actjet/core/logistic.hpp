// The logistic function of -a, 1 / (1 + exp(a)) for a >= 0, and quotients by 1 + exp(a): what sigmoid, silu and their
// relatives are made of. Both of their sides follow from that one, whose terms are positive, and which has digits down
// to the smallest float: f(-a) is a product with it, and f(a) is f's limit less such a product.
//
// With exp(a) = 2^n (1 + w), the sum is (1 + 2^n) + 2^n w and rounds once, however large w is, as 1 + 2^n is a float up
// to n = 23. From there on 2^n takes its place, and the 1 is added to 2^n w.
#pragma once

#include <actjet/core/growth.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet::core {

template <class T>
struct logistic {
    T tail;           // what results are multiplied by, last, so that they are rounded into the denormal range once
    two_part<T> sum;  // (1 + exp(a)) * tail
    T inverse;        // 1 / sum.high

    ACTJET_HD explicit logistic(const growth<T>& exp) : tail(exp.tail) {
        const T first = exp.power + exp.one;
        const T second = fma(exp.power, exp.expm1, exp.one - (first - exp.power));
        sum.high = first + second;
        sum.low = second - (sum.high - first);
        inverse = reciprocal(sum.high);
    }

    // x / sum, but for the sum's rounding. x is finite.
    ACTJET_HD T divided(T x) const {
        const T q = x * inverse;
        return fma(fnma(q, sum.high, x), inverse, q);
    }
    // 1 / sum is inverse (1 + inverse_rest()).
    ACTJET_HD T inverse_rest() const { return fnma(inverse, sum.low, fnma(inverse, sum.high, T(1))); }
};

}  // namespace actjet::core
