// The straight line with a bend at 0, shared by leaky_relu, prelu and rrelu.
#pragma once

#include <actjet/core/facts.hpp>
#include <actjet/core/half.hpp>
#include <actjet/core/jet.hpp>
#include <actjet/core/number.hpp>

#include <cmath>

namespace actjet::core {

template <class S>
struct leak {
    S slope;
    S lowest;  // -inf * 0 is NaN: a slope of 0 gets its x from a finite range instead
};

template <class S>
ACTJET_HD constexpr leak<S> make_leak(S slope) {
    return {slope, slope == S(0) ? least_finite<S> : -static_cast<S>(infinity)};
}

// A slope that no float need hold, for an x of 16 bits: coarse + fine, where x * coarse is exact. coarse has 12 bits,
// and as a multiple of 2^-16 takes even bfloat16's least numbers, multiples of 2^-133, to floats.
struct split_slope {
    float coarse;
    leak<float> fine;
    float odd;  // the slope as one float, rounded to odd
};

ACTJET_HD split_slope split_exactly(double slope) {
    const float nearest = static_cast<float>(slope);
    if (slope == nearest) {
        return {0, make_leak(nearest), nearest};
    }
    const int last = std::ilogb(slope) - 11;
    const double unit = std::ldexp(1.0, last > -16 ? last : -16);
    const double coarse = std::trunc(slope / unit) * unit;
    return {static_cast<float>(coarse), make_leak(static_cast<float>(slope - coarse)),
            ops<float>::odd_towards(nearest, static_cast<float>(slope - nearest))};
}

// x for x > 0, else below; derivative 1 or slope. A zero passes with its sign, whatever the slope's.
template <class T>
ACTJET_HD jet<T> bend(T x, T below, T slope) {
    return {select(x < T(0), below, x), select(x > T(0), T(1), slope)};
}

// The same with a derivative that is NaN where x is, as the value is.
template <class T>
ACTJET_HD jet<T> bend_with_nan(T x, T below, T slope) {
    return {select(x < T(0), below, x), select(x > T(0), T(1), select(x <= T(0), slope, x))};
}

// x for x > 0, else slope * x.
template <class T>
ACTJET_HD jet<T> leaky(T x, const leak<scalar_of<T>>& c) {
    return bend(x, at_least(x, T(c.lowest)) * T(c.slope), T(c.slope));
}

// The same for results of 16 bits.
template <class T>
ACTJET_HD jet<T> leaky_to_odd(T x, const leak<scalar_of<T>>& c) {
    return bend_with_nan(x, fma_to_odd(at_least(x, T(c.lowest)), T(c.slope), T(-0.0f)), T(c.slope));
}

// The same with a slope of each element's own, for results of an element type.
template <class Element, class T>
ACTJET_HD jet<T> leaky_with(T x, T slope) {
    const T bounded = at_least(x, select(slope == T(0), T(least_finite<scalar_of<T>>), T(-infinity)));
    if constexpr (half_precision<Element>) {
        return bend_with_nan(x, fma_to_odd(bounded, slope, T(-0.0f)), slope);
    } else {
        return bend(x, bounded * slope, slope);
    }
}

}  // namespace actjet::core
