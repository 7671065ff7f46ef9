// The loops of an instruction set, on its pack type.
//
// Included by one object per instruction set, each compiled for its own target. Whatever is instantiated here names the
// pack type, so that no two objects define the same function: a linker that keeps one of two equal definitions could
// otherwise keep one that the machine cannot run.
#pragma once

#include "instruction_set.hpp"
#include "row_loops.hpp"
#include "view_loops.hpp"

namespace actjet::host {

// Function is what the elements go through, made of a core::prepared<A, float>.
template <class Pack, class A, class Function, class Pass>
void run_kernel(const void* prepared, const float* const* inputs, float* const* outputs, std::size_t n,
                memory_access access) {
    run_steps<Pack, Pass>(Function(*static_cast<const core::prepared<A, float>*>(prepared)), inputs, outputs, n,
                          access);
}

// What parameter_loops are made of. The derivative is stored if there is a place for it.
template <class Pack, class A, class Element>
void run_with_parameter(const void*, const float* const* inputs, float* const* outputs, std::size_t n, memory_access) {
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        const Pack x = Pack::load(inputs[0] + i), parameter = Pack::load(inputs[1] + i);
        const core::jet<Pack> j = core::keep_nan(x, A::template eval_with<Pack, Element>(x, parameter));
        j.value.store(outputs[0] + i);
        if (outputs[1]) {
            j.derivative.store(outputs[1] + i);
        }
    }
}

template <class Pack, class A>
void run_parameter_derivative(const void* prepared, const float* const* inputs, float* const* outputs, std::size_t n,
                              memory_access) {
    const auto& f = *static_cast<const core::prepared<core::plain_of<A>, float>*>(prepared);
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        const Pack x = Pack::load(inputs[0] + i);
        core::canonical_nan(x, A::parameter_derivative(x, f.constants)).store(outputs[0] + i);
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

template <class Pack, class A, class... Passes>
consteval instruction_set::row make_row(core::list<Passes...>) {
    return {{&run_kernel<Pack, A, core::prepared_for<A, float>, Passes>...},
            {&run_kernel<Pack, A, core::prepared_for<A, float16>, Passes>...},
            {&run_kernel<Pack, A, core::prepared_for<A, bfloat16>, Passes>...}};
}

template <class Pack, class A>
consteval parameter_loops make_parameter_loops() {
    parameter_loops loops{};
    if constexpr (core::evaluated_with_parameter<A>) {
        loops.float32 = &run_with_parameter<Pack, A, float>;
        loops.float16 = &run_with_parameter<Pack, A, float16>;
        loops.bfloat16 = &run_with_parameter<Pack, A, bfloat16>;
    }
    if constexpr (core::learned<A>) {
        loops.derivative = &run_parameter_derivative<Pack, A>;
    }
    return loops;
}

template <class Pack, class... Passes>
consteval std::array<view_loops, sizeof...(Passes)> make_view_loops(core::list<Passes...>) {
    return {view_loops{&argument_steps<Pack, Passes>, &finish_steps<Pack, Passes>}...};
}

// Formulas go through Narrow or Wide, one or more packs at a time.
template <class Pack, class Narrow, class Wide, class... As>
consteval instruction_set make_instruction_set(const char* name, core::list<As...>) {
    static_assert(step % Narrow::lanes == 0 && step % Wide::lanes == 0);
    return {name,
            {{make_row<Narrow, core::plain_of<As>>(passes::plain{})...},
             {make_row<Wide, core::plain_of<As>>(passes::plain{})...}},
            {make_parameter_loops<Pack, As>()...},
            make_view_loops<Pack>(passes::of_elements{}),
            make_row_loops<Pack, Narrow>(),
            {&widen_float16<Pack>, &narrow_float16<Pack>},
            {&widen_bfloat16<Pack>, &narrow_bfloat16<Pack>},
            &publish<Pack>};
}

}  // namespace actjet::host
