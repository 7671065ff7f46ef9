// The kernel on views, and how it is launched.
#pragma once

#include "packed_launch.hpp"

#include <array>
#include <utility>

namespace actjet::device {

template <class Pass, class Compute, class F>
__global__ void __launch_bounds__(view_block_size) on_views(const F f, const view_call<Pass, Compute> c) {
    run_view_thread<Pass, Compute>(f, c, {threadIdx.x, blockIdx.x, view_block_size, gridDim.x});
}

template <class Pass, class Element, class F>
__global__ void __launch_bounds__(view_block_size) packed(const F f, const packed_call<Pass> c) {
    run_packed_thread<Pass, Element>(f, c, {threadIdx.x, blockIdx.x, view_block_size, gridDim.x});
}

// Whether there is a packed kernel at all.
template <class A, class Pass, class Element>
inline constexpr bool packs = core::half_precision<Element>&& packable<Pass>&& passes::contains<A>(passes::gates{});

template <class A, class Pass, class Element>
cudaError_t launch_view(const host::request& r, cudaStream_t stream) {
    using compute = core::compute_of<Element>;
    using kernel = typename passes::superset<Pass>::type;
    using function = core::prepared_for<A, Element>;
    function f(core::with_parameters<A>(r.parameters), r.rule);
    if constexpr (packs<A, Pass, Element>) {
        if (auto c = packed_call_of<Pass, Element>(r)) {
            void* arguments[] = {&f, &*c};
            return cudaLaunchKernel(reinterpret_cast<const void*>(&packed<Pass, Element, function>),
                                    dim3(view_grid(c->cut.tiles)), dim3(view_block_size), arguments, 0, stream);
        }
    }
    auto c = view_call_of<Pass, compute>(r);
    void* arguments[] = {&f, &c};
    return cudaLaunchKernel(reinterpret_cast<const void*>(&on_views<kernel, compute, function>),
                            dim3(view_grid(c.cut.tiles)), dim3(view_block_size), arguments, 0, stream);
}

template <class A, class Pass, class Element>
constexpr view_launcher view_launcher_of() {
    // Where there are no shorter formulas for a 16-bit type, float32's kernel does, which takes any type.
    constexpr bool own = !core::half_precision<Element> || core::shortened<A, Element> || packs<A, Pass, Element>;
    if constexpr (passes::offered<Pass, A> && own) {
        return &launch_view<A, Pass, Element>;
    } else {
        return nullptr;
    }
}

// The kernels of an activation, in the order of the passes.
template <class A, class Element, class... Passes>
constexpr std::array<view_launcher, sizeof...(Passes)> view_row_of(core::list<Passes...>) {
    return {view_launcher_of<A, Passes, Element>()...};
}

template <class Element, int Part, int Parts>
view_launcher view_shard<Element, Part, Parts>::find(std::size_t row, std::size_t pass) {
    constexpr std::size_t size = (all::size - Part + Parts - 1) / Parts;
    static constexpr auto rows = []<std::size_t... Row>(std::index_sequence<Row...>) {
        return std::array<std::array<view_launcher, passes::all::size>, size>{
            view_row_of<core::element_t<Part + Row * Parts, all>, Element>(passes::all{})...};
    }
    (std::make_index_sequence<size>{});
    return rows[row][pass];
}

}  // namespace actjet::device
