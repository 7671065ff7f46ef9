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

// Each one rounding.
template <class T>
ACTJET_HD T sqrt(T x) {
    return core::sqrt(x);
}
template <class T>
ACTJET_HD T fma(T a, std::type_identity_t<T> b, std::type_identity_t<T> c) {
    return core::fma(a, b, c);
}

template <class T>
ACTJET_HD T abs(T x) {
    return core::abs(x);
}
template <class T>
ACTJET_HD T copysign(T magnitude, std::type_identity_t<T> sign) {
    return core::copysign(magnitude, sign);
}
// yes where which holds, else no: a formula has no branches, since it computes several elements side by side.
template <class T>
ACTJET_HD T select(typename core::ops<T>::mask which, T yes, std::type_identity_t<T> no) {
    return core::select(which, yes, no);
}
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
// a place. A dual knows nothing of f's derivative, so that a formula with this gives its derivative itself.
template <class T, class F>
ACTJET_HD T each(T x, const F& f) {
    static_assert(!core::is_dual<T>,
                  "actjet: what math::each calls has no derivative here. Write value_and_derivative(x)");
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

}  // namespace actjet::math

#include <actjet/core/guard_end.hpp>
