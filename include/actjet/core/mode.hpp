// What a pass reads and writes, and the three modes as types.
//
// A mode turns one element of its inputs into one element of each of its outputs. Places supply the loop, the memory
// and the number type; this is all they need to know of a mode.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/list.hpp>

namespace actjet::core {

// x -> y
struct forward {
    static constexpr actjet_mode id = ACTJET_FORWARD;
    static constexpr int inputs = 1, outputs = 1;

    template <class T, class F>
    static ACTJET_HD void apply(const F& f, const T (&in)[1], T (&out)[1]) {
        out[0] = f(in[0]).value;
    }
};

// x -> y, dydx
struct both {
    static constexpr actjet_mode id = ACTJET_JET;
    static constexpr int inputs = 1, outputs = 2;

    template <class T, class F>
    static ACTJET_HD void apply(const F& f, const T (&in)[1], T (&out)[2]) {
        const jet<T> result = f(in[0]);
        out[0] = result.value;
        out[1] = result.derivative;
    }
};

// x, dy -> dx
struct backward {
    static constexpr actjet_mode id = ACTJET_BACKWARD;
    static constexpr int inputs = 2, outputs = 1;

    template <class T, class F>
    static ACTJET_HD void apply(const F& f, const T (&in)[2], T (&out)[1]) {
        out[0] = f.gradient_of(in[0], in[1], f.eval(in[0]).derivative);
    }
};

using modes = list<forward, both, backward>;

}  // namespace actjet::core
