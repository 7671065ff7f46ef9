// The kernel, and how it is launched.
#pragma once

#include "launch.hpp"
#include "thread.hpp"

#include <array>
#include <utility>

namespace actjet::device {

#if defined(__CUDA_ARCH__)
inline constexpr policy compiled_policy = policy_for(__CUDA_ARCH__ / 10);
#else
inline constexpr policy compiled_policy = policy_for(0);
#endif
template <int Inputs>
inline constexpr int accesses = accesses_per_array(compiled_policy, Inputs);

template <class Element, class Pass, class F>
__global__ void __launch_bounds__(compiled_policy.block_size,
                                  resident_blocks(compiled_policy, sizeof(Element), passes::outputs<Pass>))
    elementwise(const F f, const arrays<Pass> a, const tiling t) {
    run_thread<Pass, Element, accesses<passes::inputs<Pass>>>(
        f, a, t, {threadIdx.x, blockIdx.x, static_cast<unsigned>(compiled_policy.block_size), gridDim.x});
}

template <class A, class Pass, class Element>
cudaError_t launch(const host::request& r, const geometry& g, cudaStream_t stream) {
    using plain = core::plain_of<A>;
    using function = core::prepared_for<plain, Element>;
    function f(plain(core::with_parameters<A>(r.parameters)), r.rule);
    auto a = from_group_0(arrays_of<Pass>(r), g.tiles, sizeof(Element));
    tiling t = g.tiles;
    void* arguments[] = {&f, &a, &t};
    return cudaLaunchKernel(reinterpret_cast<const void*>(&elementwise<Element, Pass, function>), dim3(g.grid_size),
                            dim3(g.block_size), arguments, 0, stream);
}

// The kernels of an activation, in the order of the passes.
template <class A, class Element, class... Passes>
constexpr std::array<launcher, sizeof...(Passes)> row_of(core::list<Passes...>) {
    return {&launch<A, Passes, Element>...};
}

template <class Element, int Part, int Parts>
launcher shard<Element, Part, Parts>::find(std::size_t row, std::size_t pass) {
    static_assert(Part < static_cast<int>(all::size));
    constexpr std::size_t size = (all::size - Part + Parts - 1) / Parts;
    static constexpr auto rows = []<std::size_t... Row>(std::index_sequence<Row...>) {
        return std::array<std::array<launcher, passes::plain::size>, size>{
            row_of<core::element_t<Part + Row * Parts, all>, Element>(passes::plain{})...};
    }
    (std::make_index_sequence<size>{});
    return rows[row][pass];
}

}  // namespace actjet::device
