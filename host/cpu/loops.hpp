// The loops of an instruction set, on its pack type.
//
// Included by one object per instruction set, each compiled for its own target. Whatever is instantiated here names the
// pack type, so that no two objects define the same function: a linker that keeps one of two equal definitions could
// otherwise keep one that the machine cannot run.
#pragma once

#include "instruction_set.hpp"

namespace actjet::host {

// All of a pack is loaded before any of it is stored, so that an output may be an input. Function is what the elements
// go through, made of a core::prepared<A, float>.
template <class Pack, class A, class Function, class Mode>
void run_steps(const void* prepared, const float* const* inputs, float* const* outputs, std::size_t n, bool streaming) {
    const Function f(*static_cast<const core::prepared<A, float>*>(prepared));
    const float* from[Mode::inputs];
    float* to[Mode::outputs];
    for (int k = 0; k < Mode::inputs; ++k) {
        from[k] = inputs[k];
    }
    for (int k = 0; k < Mode::outputs; ++k) {
        to[k] = outputs[k];
    }
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack in[Mode::inputs], out[Mode::outputs];
        for (int k = 0; k < Mode::inputs; ++k) {
            in[k] = Pack::load(from[k] + i);
        }
        Mode::apply(f, in, out);
        for (int k = 0; k < Mode::outputs; ++k) {
            if (streaming) {
                out[k].stream(to[k] + i);
            } else {
                out[k].store(to[k] + i);
            }
        }
    }
}

template <class Pack>
void widen_float16(const std::uint16_t* from, float* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack::load_float16(from + i).store(to + i);
    }
}

template <class Pack>
void narrow_float16(const float* from, std::uint16_t* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack::load(from + i).store_float16(to + i);
    }
}

template <class Pack>
void widen_bfloat16(const std::uint16_t* from, float* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack::load_bfloat16(from + i).store(to + i);
    }
}

template <class Pack>
void narrow_bfloat16(const float* from, std::uint16_t* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack::load(from + i).store_bfloat16(to + i);
    }
}

template <class Pack>
void publish() {
    Pack::publish();
}

template <class Pack, class A, class... Modes>
consteval instruction_set::row make_row(core::list<Modes...>) {
    return {{&run_steps<Pack, A, core::prepared_for<A, float>, Modes>...},
            {&run_steps<Pack, A, core::prepared_for<A, bfloat16>, Modes>...}};
}

// Formulas go through Unit, one or more packs at a time.
template <class Pack, class Unit, class... As>
consteval instruction_set make_instruction_set(const char* name, core::list<As...>) {
    static_assert(step % Unit::lanes == 0);
    return {name,
            {make_row<Unit, As>(core::modes{})...},
            {&widen_float16<Pack>, &narrow_float16<Pack>},
            {&widen_bfloat16<Pack>, &narrow_bfloat16<Pack>},
            &publish<Pack>};
}

}  // namespace actjet::host
