// exp(-a) and 1 / (1 + exp(-a)) for a >= 0: the parts that sigmoid, silu and their relatives are made of.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet::core {

template <class T>
struct logistic {
    scaled_exp<T> exp;  // exp(-a) * 2^36, as power and mantissa: a factor that costs one rounding, not two
    T decay;            // exp(-a)
    two_part<T> upper;  // sigmoid(a) = 1 / (1 + exp(-a))
};

// From exp(-a) as power and mantissa.
template <class T>
ACTJET_HD logistic<T> make_logistic(scaled_exp<T> exp) {
    const T e = exp.high();
    const T d = fma(e, T(exp.unscale), T(1));
    // Of the error in 1 + exp(-a) only the rounding of this sum is corrected: that of e itself weighs half at most.
    return {exp, e * exp.unscale, invert(two_part<T>{d, fma(e, T(exp.unscale), T(1) - d)})};
}

}  // namespace actjet::core
