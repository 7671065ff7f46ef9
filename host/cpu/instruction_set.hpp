// What one instruction set offers the CPU place: loops over whole steps of float32, and the ways in and out of them.
//
// The loops of every instruction set are the same templates on its pack type. The objects that hold them contain
// nothing else: tails, blocks, threads and parameters are handled once, in code that runs on any machine.
#pragma once

#include <actjet/cpu/steps.hpp>
#include <actjet/passes/list.hpp>
#include <actjet/registry.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace actjet::host {

// What an activation came to, element by element, and where no gradient passes (see core::gradient_gate).
template <class T>
struct activated {
    const T* argument;
    const T* value;
    const T* derivative;
    const T* parameter_derivative;  // null where it is not needed
    const T* keep;                  // by which elements are multiplied; null where none is dropped
    T shut;
};

// A 16-bit format: exact to float32, and rounded once, to nearest even, from it. NaN must be canonical to come out so.
struct converter {
    void (*widen)(const std::uint16_t* from, float* to, std::size_t n);
    void (*narrow)(const float* from, std::uint16_t* to, std::size_t n);
};

// What a pass on views does before its activation and after it, to n elements, a multiple of step. An output may be an
// input, and is null if nobody wants it.
struct view_loops {
    void (*argument)(const float* const* inputs, float* x, std::size_t n, const passes::settings<float>& s);
    void (*finish)(const activated<float>& f, const float* const* inputs, float* const* outputs, std::size_t n,
                   const passes::settings<float>& s);
};

// What calls with a parameter in memory, or a drawn one, need of an activation; null where it has none such. Value and
// derivative, of x and of each element's own parameter; and the derivative with respect to the parameter, of x.
struct parameter_loops {
    kernel float32, float16, bfloat16, derivative;

    kernel of(actjet_dtype target) const {
        return target == ACTJET_FLOAT16 ? float16 : target == ACTJET_BFLOAT16 ? bfloat16 : float32;
    }
};

// What passes over rows do to up to core::row_chunk columns of a row, which begin where a plane of so many does. S is
// float, or double where there is no instruction set.
template <class S>
struct row_loops {
    // Logits of x and mask, which may be written over x. n is a multiple of step.
    void (*logits)(const S* x, const S* mask, S* to, std::size_t n, const passes::row_settings<S>& s);
    // The largest of n logits and of so_far. These loops take what is beyond n in the last pack as -inf.
    S (*largest)(S* logits, std::size_t n, S so_far);
    // Makes of n logits their weights. Returns how many are at the maximum.
    S (*weights)(S* logits, std::size_t n, S largest, S rate);
    // The sum of n terms as core/row_sum.hpp has it. The plane is written beyond n, and the spare one, of a quarter,
    // which may be the same: then the terms are lost.
    S (*fold)(S* terms, std::size_t n, S* spare);
    // Makes of n weights, or logits, what a column of the row comes to.
    void (*shares)(S* weights, std::size_t n, const core::row_numbers<S>& numbers);
    void (*log_shares)(S* logits, std::size_t n, S largest, S rate, const core::row_numbers<S>& numbers);

    // Of y, dy, x and gradient_scale, in this order, the terms of a row's sum, and dx. n is a multiple of step.
    struct backward {
        void (*terms)(const S* const* in, S* to, std::size_t n, const passes::row_settings<S>& s);
        void (*gradients)(const S* const* in, S sum, S* to, std::size_t n, const passes::row_settings<S>& s);
    } softmax, log_softmax;
};

struct instruction_set {
    // Kernels take a core::prepared<core::plain_of<A>, float>.
    struct row {
        kernel float32[passes::plain::size];
        // The same ones, but where an activation has formulas for these types.
        kernel float16[passes::plain::size], bfloat16[passes::plain::size];

        // In the order of passes::plain.
        const kernel* of(actjet_dtype target) const {
            return target == ACTJET_FLOAT16 ? float16 : target == ACTJET_BFLOAT16 ? bfloat16 : float32;
        }
    };

    const char* name;
    // The same loops with fewer packs side by side, and with more.
    static constexpr std::size_t widths = 2;
    row activations[widths][all::size];
    parameter_loops parameters[all::size];
    // In the order of passes::of_elements.
    std::array<view_loops, passes::of_elements::size> views;
    row_loops<float> rows;
    converter float16, bfloat16;
    void (*publish)();

    // Null for float32.
    const converter* converter_of(actjet_dtype dtype) const {
        return dtype == ACTJET_FLOAT16 ? &float16 : dtype == ACTJET_BFLOAT16 ? &bfloat16 : nullptr;
    }
};

// Those that this build has for its processor; baseline is on every one.
extern const instruction_set baseline_set;
extern const instruction_set avx2_set;
extern const instruction_set avx512_set;

}  // namespace actjet::host
