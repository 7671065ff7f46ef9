// The loops of passes on views, over planes: before the activation and after it. On packs, or on double.
//
// Whatever is instantiated here for packs names the pack type, as in loops.hpp.
#pragma once

#include "instruction_set.hpp"
#include "lanes.hpp"

#include <actjet/passes/random.hpp>

namespace actjet::host {

// An activation that has been evaluated, as passes take it.
template <class T>
struct given {
    T x, value, derivative, derivative_of_parameter, keep, shut;

    ACTJET_HD core::jet<T> jet() const { return {value, derivative}; }
    ACTJET_HD T gradient(T dy) const {
        return canonical(core::select(core::abs(derivative) <= shut, T(0), dy) * derivative);
    }
    ACTJET_HD T canonical(T y) const { return core::canonical_nan(x, y); }
    ACTJET_HD T parameter_derivative() const { return derivative_of_parameter; }
    ACTJET_HD T dropped(T y) const { return passes::dropped(y, keep); }
};

template <class T, class Pass, class Scalar = core::scalar_of<T>>
void argument_steps(const Scalar* const* inputs, Scalar* x, std::size_t n, const passes::settings<Scalar>& s) {
    for (std::size_t i = 0; i < n; i += lanes_of<T>) {
        T in[passes::all_inputs<Pass>];
        for (int k = 0; k < passes::all_inputs<Pass>; ++k) {
            in[k] = load_lanes<T>(inputs[k] + i);
        }
        store_lanes<T>(x + i, Pass::argument(in, s));
    }
}

template <class T, class Pass, class Scalar = core::scalar_of<T>>
void finish_steps(const activated<Scalar>& f, const Scalar* const* inputs, Scalar* const* outputs, std::size_t n,
                  const passes::settings<Scalar>& s) {
    for (std::size_t i = 0; i < n; i += lanes_of<T>) {
        T in[passes::all_inputs<Pass>], out[passes::all_results<Pass>];
        for (int k = 0; k < passes::all_inputs<Pass>; ++k) {
            in[k] = load_lanes<T>(inputs[k] + i);
        }
        given<T> at{load_lanes<T>(f.argument + i), load_lanes<T>(f.value + i), T(0), T(0), T(1), T(f.shut)};
        if constexpr (Pass::needs_derivative) {
            at.derivative = load_lanes<T>(f.derivative + i);
        }
        if (f.parameter_derivative) {
            at.derivative_of_parameter = load_lanes<T>(f.parameter_derivative + i);
        }
        if (f.keep) {
            at.keep = load_lanes<T>(f.keep + i);
        }
        Pass::finish(at, in, out, s);
        for (int k = 0; k < passes::all_results<Pass>; ++k) {
            if (outputs[k]) {
                store_lanes<T>(outputs[k] + i, out[k]);
            }
        }
    }
}

}  // namespace actjet::host
