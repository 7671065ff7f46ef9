// What a user's formula may be made of: functions of any number type that a place computes in, and of their duals. The
// results are the same bits on every place, but of double, where they are those of the C library within an ulp or two.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/dual.hpp>
#include <actjet/core/uncontracted.hpp>
#include <actjet/registry.hpp>

#include <type_traits>

#include <actjet/core/guard_begin.hpp>

namespace actjet::math {

// A number of the formula's type: math::number<T>(alpha).
template <class T>
ACTJET_HD T number(double value) {
    return T(static_cast<core::scalar_of<T>>(value));
}

// Any of the library's activations at x, within its error bound: math::value(gelu{}, x).
template <class A, class T>
ACTJET_HD T value(const A& activation, T x) {
    const core::prepared<A, core::scalar_of<T>> f(activation);
    if constexpr (core::is_dual<T>) {
        const auto j = f(x.v);
        return {j.value, j.derivative * x.d};
    } else {
        return f(x).value;
    }
}

template <class T>
ACTJET_HD T exp(T x) {
    return value(exponential{}, x);
}
template <class T>
ACTJET_HD T tanh(T x) {
    return value(hyperbolic_tangent{}, x);
}
template <class T>
ACTJET_HD T sigmoid(T x) {
    return value(actjet::sigmoid{}, x);
}
// log(1 + exp(x))
template <class T>
ACTJET_HD T softplus(T x) {
    return value(actjet::softplus{}, x);
}

// Each one rounding: sqrt(x), fma(a, b, c) = a b + c.
using core::fma;
using core::sqrt;
// copysign(magnitude, sign)
using core::abs;
using core::copysign;
// select(which, yes, no): yes where which holds, else no. A formula has no branches, since it computes several elements
// side by side; comparisons are joined by & | !.
using core::select;

// NaN where x is.
template <class T>
ACTJET_HD T at_least(T x, std::type_identity_t<T> bound) {
    return core::select<T>(x < bound, bound, x);
}
template <class T>
ACTJET_HD T at_most(T x, std::type_identity_t<T> bound) {
    return core::select<T>(bound < x, bound, x);
}

// f(x) by a function of float and double, element by element: of the C library, say. The bits are those that f gives on
// a place. The derivative is that of such a function too; without one, each() is for formulas that give theirs in
// jet().
template <class T, class F>
ACTJET_HD T each(T x, const F& f) {
    static_assert(!core::is_dual<T>,
                  "actjet: what math::each(x, f) calls has no derivative here: math::each(x, f, derivative_of_f)");
    if constexpr (std::is_same_v<T, double>) {
        return f(x);
    } else if constexpr (core::has_lanes<T>) {
        float lanes[T::lanes];
        x.store(lanes);
        for (float& lane : lanes) {
            lane = f(lane);
        }
        return T::load(lanes);
    } else {
        return f(static_cast<float>(x));
    }
}
template <class T, class F, class Derivative>
ACTJET_HD T each(T x, const F& f, const Derivative& derivative) {
    if constexpr (core::is_dual<T>) {
        return {each(x.v, f), each(x.v, derivative) * x.d};
    } else {
        return each(x, f);
    }
}

}  // namespace actjet::math

#include <actjet/core/guard_end.hpp>
