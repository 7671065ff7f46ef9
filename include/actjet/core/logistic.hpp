// exp(-a) and 1 / (1 + exp(-a)) for a >= 0: the parts that sigmoid, silu and their relatives are made of.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/quotient.hpp>

namespace actjet::core {

// Exp is scaled_exp<T> or far_exp<T>: a factor that costs one rounding, where exp(-a) as a number would cost two.
template <class T, class Exp = scaled_exp<T>>
struct logistic {
    Exp exp;
    T decay;            // exp(-a)
    two_part<T> upper;  // sigmoid(a) = 1 / (1 + exp(-a))
};

template <class T, template <class> class Exp>
ACTJET_HD logistic<T, Exp<T>> make_logistic(Exp<T> exp) {
    const T e = exp.high();
    const T d = fma(e, T(exp.unscale), T(1));
    // Of the error in 1 + exp(-a) only the rounding of this sum is corrected: that of e itself weighs half at most.
    return {exp, e * exp.unscale, invert(two_part<T>{d, fma(e, T(exp.unscale), T(1) - d)})};
}

}  // namespace actjet::core
