// The numbers of a call that are not those of its activation, in the type of the computation.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::passes {

template <class Scalar>
struct settings {
    Scalar gradient_scale = 1;
    // Gated units: gates above gate_limit count as it, x outside [-x_limit, x_limit] as the nearer end, values of the
    // gate's activation above value_limit as it; x_offset is added to x.
    Scalar gate_limit, x_limit, value_limit;
    Scalar x_offset = Scalar(-0.0);
    bool limited = false;  // whether any of these four is set
};

// For calls that set no limits: known when it is compiled, this costs nothing.
template <class Scalar>
struct unlimited {
    Scalar gradient_scale = 1;
    static constexpr bool limited = false;
    static constexpr Scalar gate_limit = 0, x_limit = 0, value_limit = 0, x_offset = 0;  // not looked at
};

struct no_settings {};

}  // namespace actjet::passes
