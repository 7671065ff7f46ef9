// From a request to a launch: what is common to all kernels, and the table of them.
#pragma once

#include "../host/request.hpp"
#include "tiling.hpp"

#include <cuda_runtime_api.h>

namespace actjet::device {

struct geometry {
    tiling tiles;
    unsigned grid_size, block_size;
};

// Enqueues a request. Returns what the launch returned.
using launcher = cudaError_t (*)(const host::request&, const geometry&, cudaStream_t);

}  // namespace actjet::device
