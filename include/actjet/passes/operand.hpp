// What a pass reads and writes: the one description that checks, places, the tool, tests and documents read.
#pragma once

#include <actjet/actjet.h>

#include <cstddef>
#include <type_traits>

namespace actjet::passes {

enum class role {
    input = ACTJET_INPUT,
    output = ACTJET_OUTPUT,
    sum = ACTJET_SUM  // of the call's elements, along whatever its view repeats
};

// Of what there is an element.
enum class extent {
    all,     // each element of the call, or fewer, which repeat
    per_row  // each row, or fewer, which repeat: the column stride is 0
};

// How a pass goes over its arrays.
enum class traversal {
    elements,  // what it makes of an element, it makes of that alone
    rows       // of a row as a whole
};

// One array of a pass. The inputs of a pass come first, then its outputs, then its sums, and in each of these groups
// what must be given before what may be left out.
struct operand {
    const char* name;
    role is;
    bool optional;
    double absent;  // what an input that was left out counts as: the value that changes no bit of any result
    const char* meaning;
    bool accumulates = false;  // whether ACTJET_ACCUMULATE adds it to what its array holds
    extent of = extent::all;
    bool may_be_boolean = false;  // whether ACTJET_BOOL is among its types
};

constexpr operand input(const char* name, const char* meaning) {
    return {name, role::input, false, 0, meaning};
}
constexpr operand optional_input(const char* name, double absent, const char* meaning) {
    return {name, role::input, true, absent, meaning};
}
constexpr operand output(const char* name, const char* meaning) {
    return {name, role::output, false, 0, meaning};
}
constexpr operand optional_output(const char* name, const char* meaning) {
    return {name, role::output, true, 0, meaning};
}
constexpr operand gradient_output(const char* name, const char* meaning) {
    return {name, role::output, false, 0, meaning, true};
}
constexpr operand optional_sum(const char* name, const char* meaning) {
    return {name, role::sum, true, 0, meaning, true};
}

constexpr operand optional_mask(const char* name, double absent, const char* meaning) {
    return {name, role::input, true, absent, meaning, false, extent::all, true};
}
constexpr operand optional_row_input(const char* name, double absent, const char* meaning) {
    return {name, role::input, true, absent, meaning, false, extent::per_row};
}
constexpr operand optional_row_output(const char* name, const char* meaning) {
    return {name, role::output, true, 0, meaning, false, extent::per_row};
}
constexpr operand optional_row_gradient(const char* name, const char* meaning) {
    return {name, role::output, true, 0, meaning, true, extent::per_row};
}

// x + (-0) is x, whatever x is.
inline constexpr double no_addend = -0.0;
inline constexpr double no_factor = 1.0;

template <class Pass>
inline constexpr int operand_count = [] {
    static_assert(std::extent_v<decltype(Pass::operands)> != 0);
    return static_cast<int>(std::extent_v<decltype(Pass::operands)>);
}();

template <class Pass>
constexpr int count(role r, bool required_only = false) {
    int n = 0;
    for (const operand& o : Pass::operands) {
        n += o.is == r && !(required_only && o.optional);
    }
    return n;
}

// All of a pass's inputs, and all that it computes: outputs, then the terms of its sums.
template <class Pass>
inline constexpr int all_inputs = count<Pass>(role::input);
template <class Pass>
inline constexpr int all_outputs = count<Pass>(role::output);
template <class Pass>
inline constexpr int all_sums = count<Pass>(role::sum);
template <class Pass>
inline constexpr int all_results = all_outputs<Pass> + all_sums<Pass>;

// What must be given.
template <class Pass>
inline constexpr int inputs = count<Pass>(role::input, true);
template <class Pass>
inline constexpr int outputs = count<Pass>(role::output, true);

constexpr int rank(const operand& o) {
    return static_cast<int>(o.is) * 2 + o.optional;
}

template <class Pass>
constexpr bool in_order() {
    for (int i = 1; i < operand_count<Pass>; ++i) {
        if (rank(Pass::operands[i - 1]) > rank(Pass::operands[i])) {
            return false;
        }
    }
    return operand_count<Pass> <= ACTJET_MAX_OPERANDS;
}

}  // namespace actjet::passes
