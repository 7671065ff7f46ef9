// The kernels over rows of one type: what one source file instantiates. A request over rows is enqueued, and what the
// launch returned comes back.
#pragma once

#include "../host/api/request.hpp"

#include <cuda_runtime_api.h>

namespace actjet::device {

// Longer rows are not held in registers.
inline constexpr unsigned most_warps = 16;

// Of rows that registers hold: x and y, or y, dy and dx, of that type and without gaps along a row.
template <class Element>
struct held_row_shard {
    static cudaError_t launch(const host::request& r, cudaStream_t stream);
};
// Of any rows that are computed in that type.
template <class Compute>
struct view_row_shard {
    static cudaError_t launch(const host::request& r, cudaStream_t stream);
};

}  // namespace actjet::device
