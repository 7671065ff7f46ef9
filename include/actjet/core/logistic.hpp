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

// 1 + exp(-a) with the rounding of the sum as low part; the error of exp(-a), which weighs half at most, is left.
template <class T, template <class> class Exp>
ACTJET_HD two_part<T> one_plus(Exp<T> exp) {
    const T e = exp.high();
    const T d = fma(e, T(exp.unscale), T(1));
    return {d, fma(e, T(exp.unscale), T(1) - d)};
}

// The same with the rounding of exp(-a) as well.
template <class T, template <class> class Exp>
ACTJET_HD two_part<T> one_plus_precise(Exp<T> exp) {
    const T d = fma(exp.high(), T(exp.unscale), T(1));
    const T power = exp.power * exp.unscale;
    return {d, fma(power, exp.expm1, (T(1) - d) + power)};
}

template <class T, template <class> class Exp>
ACTJET_HD logistic<T, Exp<T>> make_logistic(Exp<T> exp, two_part<T> sum) {
    return {exp, exp.high() * exp.unscale, invert(sum)};
}

template <class T, template <class> class Exp>
ACTJET_HD logistic<T, Exp<T>> make_logistic(Exp<T> exp) {
    return make_logistic(exp, one_plus(exp));
}

}  // namespace actjet::core
