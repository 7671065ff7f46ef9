// The one ordered list of all passes, and which activations each is offered for.
#pragma once

#include <actjet/core/list.hpp>
#include <actjet/passes/elementwise.hpp>
#include <actjet/passes/gated.hpp>
#include <actjet/passes/rows.hpp>
#include <actjet/registry.hpp>

#include <array>
#include <span>
#include <string_view>

namespace actjet::passes {

// In the order of actjet_pass: first those over elements, which are compiled for each activation, then those over rows.
using of_elements = core::list<forward, jet, backward, gated_forward, gated_backward>;
using of_rows = core::list<softmax, softmax_backward, log_softmax, log_softmax_backward>;
using all = core::joined<of_elements, of_rows>;

template <traversal Over, class... Passes>
constexpr bool all_go_over(core::list<Passes...>) {
    return ((Passes::over == Over) && ...);
}
static_assert(all_go_over<traversal::elements>(of_elements{}) && all_go_over<traversal::rows>(of_rows{}));

// Where a pass over rows is in their list.
constexpr std::size_t row_pass_index(actjet_pass id) {
    return static_cast<std::size_t>(id - 1) - of_elements::size;
}

template <class... Passes>
constexpr bool numbered(core::list<Passes...>) {
    int number = 1;
    return ((Passes::id == number++ && in_order<Passes>()) && ...);
}
static_assert(numbered(all{}), "passes are listed in another order than actjet_pass, or operands out of order");
static_assert(all::size == ACTJET_PASS_COUNT);

// Where a pass has an operand of that name, or -1.
template <class Pass>
constexpr int find_operand(std::string_view name) {
    for (int k = 0; k < operand_count<Pass>; ++k) {
        if (name == Pass::operands[k].name) {
            return k;
        }
    }
    return -1;
}

template <class Pass>
inline constexpr int parameter_of = find_operand<Pass>("parameter");
// What is added to the first operand to make the activation's argument.
template <class Pass>
inline constexpr int addend_of = find_operand<Pass>(find_operand<Pass>("gate") < 0 ? "bias" : "gate_bias");

// In which order callers give a pass its operands: what must be given comes first, and so a call that needs no more
// names no more; and what later versions add comes last.
template <class Pass>
constexpr auto call_order() {
    std::array<int, ACTJET_MAX_OPERANDS> order{};
    std::size_t n = 0;
    for (const bool optional : {false, true}) {
        for (int k = 0; k < operand_count<Pass>; ++k) {
            if (Pass::operands[k].optional == optional) {
                order[n++] = k;
            }
        }
    }
    return order;
}

// A pass at run time.
struct description {
    actjet_pass id;
    const char* name;
    const char* meaning;
    std::span<const operand> operands;
    int inputs, outputs, sums;              // of the operands, in this order
    int required_inputs, required_outputs;  // the first of these
    traversal over;
    bool needs_derivative;
    bool drops;                                       // whether it is offered with dropout
    int parameter, dparameter, addend;                // which of the operands these are, or -1
    std::array<int, ACTJET_MAX_OPERANDS> call_order;  // which operand is the call's first, second ...
};

template <class... Passes>
constexpr std::array<description, sizeof...(Passes)> describe(core::list<Passes...>) {
    return {description{Passes::id, Passes::name, Passes::meaning, Passes::operands, all_inputs<Passes>,
                        all_outputs<Passes>, all_sums<Passes>, inputs<Passes>, outputs<Passes>, Passes::over,
                        Passes::needs_derivative, Passes::drops, parameter_of<Passes>,
                        find_operand<Passes>("dparameter"), addend_of<Passes>, call_order<Passes>()}...};
}
inline constexpr auto descriptions = describe(all{});

// Those that read one array and an activation's constants alone, of which places have loops of their own for arrays of
// one type without gaps.
using plain = core::list<forward, jet, backward>;

// A pass that computes all that another does, for what is compiled once for several.
template <class Pass>
struct superset {
    using type = elementwise;
};
template <>
struct superset<gated_forward> {
    using type = gated_backward;
};
template <>
struct superset<gated_backward> {
    using type = gated_backward;
};

// What an activation takes as the operand parameter.
template <class A>
constexpr actjet_learned learned_of() {
    if constexpr (core::learned<A>) {
        static_assert(core::parameter_count<A>() == 1);
        return core::evaluated_with_parameter<A> ? ACTJET_LEARNED_PER_ELEMENT : ACTJET_LEARNED_ONE;
    } else {
        return ACTJET_NOT_LEARNED;
    }
}

// The activations that the field gates with. A kernel for each would be compiled for nobody.
using gates = core::list<identity, sigmoid, relu, relu_squared, silu, swish, gelu, gelu_tanh, quick_gelu, mish>;

template <class A, class... As>
constexpr bool contains(core::list<As...>) {
    return (std::is_same_v<A, As> || ...);
}

// A user's activation is compiled for its user.
template <class A>
inline constexpr bool is_gate = core::user_defined<A> || contains<A>(gates{});

// What is over rows is no activation, and goes by the name of the identity.
template <class Pass, class A>
inline constexpr bool offered = Pass::over == traversal::elements || std::is_same_v<A, identity>;
template <class A>
inline constexpr bool offered<gated_forward, A> = is_gate<A>;
template <class A>
inline constexpr bool offered<gated_backward, A> = is_gate<A>;

}  // namespace actjet::passes
