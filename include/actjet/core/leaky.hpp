// The straight line with a bend at 0, shared by leaky_relu, prelu and rrelu.
#pragma once

#include <actjet/core/jet.hpp>

#include <limits>

namespace actjet::core {

template <class S>
struct leak {
    S slope;
    S lowest;  // -inf * 0 is NaN: a slope of 0 gets its x from a finite range instead
};

template <class S>
leak<S> make_leak(S slope) {
    using limits = std::numeric_limits<S>;
    return {slope, slope == S(0) ? limits::lowest() : -limits::infinity()};
}

// x for x > 0, else below; derivative 1 or slope. A zero passes with its sign, whatever the slope's.
template <class T>
ACTJET_HD jet<T> bend(T x, T below, T slope) {
    return {select(x < T(0), below, x), select(x > T(0), T(1), slope)};
}

// x for x > 0, else slope * x.
template <class T>
ACTJET_HD jet<T> leaky(T x, const leak<scalar_of<T>>& c) {
    return bend(x, at_least(x, T(c.lowest)) * T(c.slope), T(c.slope));
}

}  // namespace actjet::core
