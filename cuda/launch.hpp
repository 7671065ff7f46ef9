// From a request to a launch: what is common to all kernels, and the table of them.
#pragma once

#include "../host/api/request.hpp"
#include "geometry.hpp"
#include "thread.hpp"

#include <actjet/passes/list.hpp>
#include <actjet/registry.hpp>

#include <cuda_runtime_api.h>

namespace actjet::device {

// Enqueues a request. Returns what the launch returned.
using launcher = cudaError_t (*)(const host::request&, const geometry&, cudaStream_t);

// The arrays of a plain request.
template <class Pass>
arrays<Pass> arrays_of(const host::request& r) {
    arrays<Pass> a;
    for (int k = 0; k < passes::inputs<Pass>; ++k) {
        a.in[k] = r.inputs()[k].data;
    }
    for (int k = 0; k < passes::outputs<Pass>; ++k) {
        a.out[k] = r.outputs()[k].data;
    }
    return a;
}

// The kernels of one element type for the activations Part, Part + Parts, Part + 2 Parts ...: what one source file
// instantiates, so that the files compile side by side.
template <class Element, int Part, int Parts>
struct shard {
    static launcher find(std::size_t row, std::size_t pass);
};

}  // namespace actjet::device
