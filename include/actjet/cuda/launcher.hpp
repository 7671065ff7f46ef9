// How a place enqueues the kernels of an activation, in whatever object they were compiled.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/passes/list.hpp>

#include <array>

#include <cuda_runtime_api.h>

namespace actjet::device {

inline constexpr unsigned view_block_size = 256;

// Enqueues a kernel of one activation. call is what the kernel takes: a plain_call, view_call or packed_call of its
// pass and type. Returns what the launch returned.
using kernel_launcher = cudaError_t (*)(const core::source& s, const void* call, unsigned grid_size,
                                        cudaStream_t stream);

struct view_kernels {
    kernel_launcher on_views;  // null where a pass is not offered, or where float32's does
    kernel_launcher packed;    // null where there is none
};

// The kernels of an activation for a type of elements, in the order of the passes.
struct kernels_of_type {
    std::array<kernel_launcher, passes::plain::size> plain;
    std::array<view_kernels, passes::of_elements::size> views;
};

}  // namespace actjet::device
