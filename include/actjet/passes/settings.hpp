// The numbers of a call that are not those of its activation, in the type of the computation.
#pragma once

#include <actjet/actjet.h>
#include <actjet/core/half.hpp>

#include <concepts>
#include <cstdint>

namespace actjet::passes {

// x rounded to a 16-bit type.
template <class T>
ACTJET_HD T through(T x, actjet_dtype dtype) {
    if constexpr (core::has_lanes<T>) {
        std::uint16_t stored[T::lanes];
        if (dtype == ACTJET_FLOAT16) {
            x.store_float16(stored);
            return T::load_float16(stored);
        }
        x.store_bfloat16(stored);
        return T::load_bfloat16(stored);
    } else if constexpr (core::binary32<T>) {
        const auto single = static_cast<float>(x);
        return dtype == ACTJET_FLOAT16 ? core::widen(core::narrow<float16>(single))
                                       : core::widen(core::narrow<bfloat16>(single));
    } else {
        return x;
    }
}

template <class Scalar>
struct settings {
    Scalar gradient_scale = 1;
    // Gated units: gates above gate_limit count as it, x outside [-x_limit, x_limit] as the nearer end, values of the
    // gate's activation above value_limit as it; x then counts as x_soft_cap tanh(x / x_soft_cap), but for an
    // x_soft_cap of 0; x_offset is added to it.
    Scalar gate_limit, x_limit, value_limit, x_soft_cap;
    Scalar x_offset = Scalar(-0.0);
    bool limited = false;  // whether any of these five is set
    // The 16-bit type that each step is rounded to, or 0.
    actjet_dtype steps = {};

    template <class T>
    ACTJET_HD T step(T x) const {
        return steps ? through(x, steps) : x;
    }
};

// For calls that set no limits and round once: known when it is compiled, this costs nothing.
template <class Scalar>
struct unlimited {
    Scalar gradient_scale = 1;
    static constexpr bool limited = false;

    template <class T>
    ACTJET_HD T step(T x) const {
        return x;
    }
    static constexpr Scalar gate_limit = 0, x_limit = 0, value_limit = 0, x_soft_cap = 1,
                            x_offset = 0;  // not looked at
};

struct no_settings {};

}  // namespace actjet::passes
