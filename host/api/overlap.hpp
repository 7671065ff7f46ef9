// Where the arrays of a call lie in memory, and which of them may share it.
#pragma once

#include "request.hpp"

#include <cstdint>
#include <optional>

namespace actjet::host {

// The bytes from an array's first element in memory to its last.
struct extent {
    std::uintptr_t begin, end;
};

// None if it reaches past the address space.
std::optional<extent> extent_of(const array& a);

// Refuses outputs that are written to where something else is read or written, by elements: an output may be exactly an
// input, and arrays of the same strides may lie between each other, as the halves of rows do. All extents exist.
void check_overlaps(const request& r);

}  // namespace actjet::host
