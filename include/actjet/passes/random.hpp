// The random numbers of a call: whether it drops an element, and the parameter that it draws for one.
//
// Element (row, column) of a call has the index i = row * columns + column, whatever its arrays look like. For each
// purpose it has 32 random bits, w: word i % 4 of Philox4x32-10 with the seed as the key, its low half first, and with
// i / 4 (64 bits) and the offset (64 bits) as the counter, low halves first. Where a parameter is drawn, the highest
// bit of i / 4 is set: so the two purposes share no number. (For the first, w is what curand's generator gives with
// this seed, the offset as its subsequence, and position i.)
//
// Dropout: with probability p the element is dropped where w < p 2^32, rounded to an integer; else it is multiplied by
// 1 / (1 - p), computed in float64 and rounded once. p = 0 drops none, p = 1 all. What is dropped is 0, whatever it
// was.
//
// Parameter, in [lower, upper): fma(upper - lower, (w >> 8) 2^-24, lower), rounded once, and where that is upper, the
// number below it. lower and upper - lower have been rounded to float32 (float64 in its own).
#pragma once

#include <actjet/core/philox.hpp>

#include <actjet/core/guard_begin.hpp>

namespace actjet::passes {

enum class purpose : std::uint32_t { dropout = 0, parameter = 0x80000000u };

template <class Scalar>
struct randomness {
    std::uint64_t seed, offset;
    const std::uint64_t* offset_memory;  // of the place; added to offset; null: nothing
    bool drops, draws_parameter;
    std::uint64_t dropped_below;  // words
    Scalar keep;
    Scalar lower, span, last;

    ACTJET_HD std::uint64_t total_offset() const { return offset_memory ? offset + *offset_memory : offset; }

    // The words of elements 4 group, 4 group + 1, ...
    ACTJET_HD core::philox_block words(purpose p, std::uint64_t group, std::uint64_t all_offset) const {
        return core::philox4x32(
            {{static_cast<std::uint32_t>(group),
              static_cast<std::uint32_t>(group >> 32) | static_cast<std::uint32_t>(p),
              static_cast<std::uint32_t>(all_offset), static_cast<std::uint32_t>(all_offset >> 32)}},
            static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
    }
    ACTJET_HD Scalar keep_factor(std::uint32_t word) const { return word < dropped_below ? Scalar(0) : keep; }
    ACTJET_HD Scalar parameter(std::uint32_t word) const {
        return core::at_most(core::fma(span, static_cast<Scalar>(word >> 8) * Scalar(0x1p-24), lower), last);
    }
};

// y where it is kept, times what it is kept with.
template <class T>
ACTJET_HD T dropped(T y, T keep_factor) {
    return core::select(keep_factor == T(0), T(0), y * keep_factor);
}

}  // namespace actjet::passes

#include <actjet/core/guard_end.hpp>
