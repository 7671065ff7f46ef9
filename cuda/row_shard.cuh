// What the sources of held_row_shard.cu.in and view_row_shard.cu.in instantiate.
#pragma once

#include "row_kernels.cuh"
#include "row_shard.hpp"

#include <algorithm>

namespace actjet::device {

inline constexpr unsigned usual_threads = 256;

// Warps of a row, each with a chunk of it, or in turn with several.
inline unsigned warps_of(std::uint64_t columns) {
    return static_cast<unsigned>(
        std::min<std::uint64_t>(most_warps, (columns + core::row_chunk - 1) / core::row_chunk));
}

// Rows lie along the grid's x, which has room for 2^31 blocks; more rows are taken in turn.
template <class Call>
cudaError_t enqueue_rows(void (*kernel)(Call), Call c, unsigned threads, unsigned rows_of_block, cudaStream_t stream) {
    const auto blocks = std::min<std::uint64_t>((c.rows - 1) / rows_of_block + 1, 0x7fffffff);
    void* arguments[] = {&c};
    return cudaLaunchKernel(reinterpret_cast<const void*>(kernel), dim3(static_cast<unsigned>(blocks)), dim3(threads),
                            arguments, 0, stream);
}

template <class Pass, class Element>
cudaError_t enqueue_held_rows(const held_row_call<Pass>& c, cudaStream_t stream) {
    if (c.columns <= 32) {
        return enqueue_rows(&held_rows<Pass, Element, 8, 4>, c, usual_threads, usual_threads / 8, stream);
    }
    if (c.columns <= 256) {
        return enqueue_rows(&held_rows<Pass, Element, 32, 8>, c, usual_threads, usual_threads / 32, stream);
    }
    const unsigned threads = c.warps == 1 ? 4 * warp_size : c.warps * warp_size;
    return enqueue_rows(&held_rows<Pass, Element, 32, 32>, c, threads, threads / warp_size / c.warps, stream);
}

// Calls f with the pass of a request.
template <class F>
cudaError_t with_row_pass(const host::request& r, const F& f) {
    cudaError_t result = cudaSuccess;
    core::visit(passes::of_rows{}, passes::row_pass_index(r.pass->id),
                [&]<class Pass>(std::type_identity<Pass> pass) { result = f(pass); });
    return result;
}

template <class Element>
cudaError_t held_row_shard<Element>::launch(const host::request& r, cudaStream_t stream) {
    return with_row_pass(r, [&]<class Pass>(std::type_identity<Pass>) {
        return enqueue_held_rows<Pass, Element>(held_row_call_of<Pass>(r, warps_of(r.columns)), stream);
    });
}

template <class Compute>
cudaError_t view_row_shard<Compute>::launch(const host::request& r, cudaStream_t stream) {
    return with_row_pass(r, [&]<class Pass>(std::type_identity<Pass>) {
        const unsigned warps = warps_of(r.columns), threads = warps == 1 ? usual_threads : warps * warp_size;
        return enqueue_rows(&rows_on_views<Pass, Compute>, row_call_of<Pass, Compute>(r, warps), threads,
                            threads / warp_size / warps, stream);
    });
}

}  // namespace actjet::device
