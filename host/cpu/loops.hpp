// The loops of an instruction set, on its pack type.
//
// Included by one object per instruction set, each compiled for its own target. Whatever is instantiated here names the
// pack type, so that no two objects define the same function: a linker that keeps one of two equal definitions could
// otherwise keep one that the machine cannot run.
#pragma once

#include "instruction_set.hpp"

namespace actjet::host {

// All of a step is loaded before any of it is stored, so that an output may be an input.
template <class Pack, class A, class Mode>
void run_steps(const void* prepared, const float* const* inputs, float* const* outputs, std::size_t n) {
    constexpr int packs = Pack::unroll;
    const auto f = *static_cast<const core::prepared<A, float>*>(prepared);
    const float* const x = inputs[0];
    const float* const dy = inputs[Mode::inputs - 1];
    float* const y = outputs[0];
    float* const dydx = outputs[Mode::outputs - 1];
    for (std::size_t i = 0; i < n; i += packs * Pack::lanes) {
        Pack in[packs][Mode::inputs];
        Pack out[packs][Mode::outputs];
        for (int p = 0; p < packs; ++p) {
            in[p][0] = Pack::load(x + i + p * Pack::lanes);
            if constexpr (Mode::inputs == 2) {
                in[p][1] = Pack::load(dy + i + p * Pack::lanes);
            }
        }
        for (int p = 0; p < packs; ++p) {
            Mode::apply(f, in[p], out[p]);
        }
        for (int p = 0; p < packs; ++p) {
            out[p][0].store(y + i + p * Pack::lanes);
            if constexpr (Mode::outputs == 2) {
                out[p][1].store(dydx + i + p * Pack::lanes);
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
void stream(const float* from, float* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack::load(from + i).stream(to + i);
    }
}

template <class Pack>
void publish() {
    Pack::publish();
}

template <class Pack, class A, class... Modes>
consteval instruction_set::row make_row(core::list<Modes...>) {
    return {{&run_steps<Pack, A, Modes>...}};
}

template <class Pack, class... As>
consteval instruction_set make_instruction_set(const char* name, core::list<As...>) {
    static_assert(step % (Pack::unroll * Pack::lanes) == 0);
    return {name,
            {make_row<Pack, As>(core::modes{})...},
            {&widen_float16<Pack>, &narrow_float16<Pack>},
            {&widen_bfloat16<Pack>, &narrow_bfloat16<Pack>},
            &stream<Pack>,
            &publish<Pack>};
}

}  // namespace actjet::host
