// How the elements of a call are cut into groups that one access moves.
//
// The groups follow the 16-byte grid of the first output in memory, because a store that covers a sector in part costs
// a read as well. The first and the last group may lie partly outside the arrays.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace actjet::device {

inline constexpr int group_bytes = 16;

struct tiling {
    std::size_t n;             // elements, not 0
    std::size_t groups;        // those that hold an element
    std::size_t whole_begin;   // the first of those that hold nothing but elements
    std::size_t whole_groups;  // how many these are
    std::size_t plain_groups;  // as many if all arrays lie on the grid, or else 0
    std::uint32_t shift;       // elements of group 0 that lie before the arrays
    std::uint32_t misaligned;  // bit k: array k, inputs first, does not lie on the grid of the first output
};

// inputs and outputs: addresses that are multiples of the element size. n elements fit the address space.
inline tiling tile(std::size_t n, std::size_t element_size, const void* const* inputs, int input_count,
                   void* const* outputs, int output_count) {
    const std::size_t per_group = group_bytes / element_size;
    const std::size_t grid = reinterpret_cast<std::uintptr_t>(outputs[0]) % group_bytes;
    tiling t{};
    t.n = n;
    t.shift = static_cast<std::uint32_t>(grid / element_size);
    t.groups = (n + t.shift + per_group - 1) / per_group;
    t.whole_begin = t.shift ? 1 : 0;
    t.whole_groups = std::max((n + t.shift) / per_group, t.whole_begin) - t.whole_begin;
    const auto off_grid = [&](const void* p) { return reinterpret_cast<std::uintptr_t>(p) % group_bytes != grid; };
    for (int k = 0; k < input_count; ++k) {
        t.misaligned |= static_cast<std::uint32_t>(off_grid(inputs[k])) << k;
    }
    for (int k = 0; k < output_count; ++k) {
        t.misaligned |= static_cast<std::uint32_t>(off_grid(outputs[k])) << (input_count + k);
    }
    t.plain_groups = t.misaligned ? 0 : t.whole_groups;
    return t;
}

}  // namespace actjet::device
