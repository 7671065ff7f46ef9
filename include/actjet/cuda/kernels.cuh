// The kernels, and how they are launched: what is compiled for each activation, here or by a user for one of his own.
// What they are given, a place has worked out; see cuda/launch.cpp.
#pragma once

#include <actjet/cuda/launcher.hpp>
#include <actjet/cuda/packed.hpp>
#include <actjet/cuda/policy.hpp>
#include <actjet/cuda/thread.hpp>
#include <actjet/cuda/views.hpp>

#include <cuda_runtime_api.h>

#include <array>

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

template <class Pass, class Compute, class F>
__global__ void __launch_bounds__(view_block_size) on_views(const F f, const view_call<Pass, Compute> c) {
    run_view_thread<Pass, Compute>(f, c, {threadIdx.x, blockIdx.x, view_block_size, gridDim.x});
}

template <class Pass, class Element, class F>
__global__ void __launch_bounds__(view_block_size) packed(const F f, const packed_call<Pass> c) {
    run_packed_thread<Pass, Element>(f, c, {threadIdx.x, blockIdx.x, view_block_size, gridDim.x});
}

template <class A, class Pass, class Element>
cudaError_t launch_elementwise(const core::source& s, const void* call, unsigned grid_size, cudaStream_t stream) {
    using plain = core::plain_of<A>;
    using function = core::prepared_for<plain, Element>;
    function f(plain(core::activation_from<A>(s)), s.rule);
    auto c = *static_cast<const plain_call<Pass>*>(call);
    void* arguments[] = {&f, &c.moved, &c.tiles};
    return cudaLaunchKernel(reinterpret_cast<const void*>(&elementwise<Element, Pass, function>), dim3(grid_size),
                            dim3(compiled_policy.block_size), arguments, 0, stream);
}

template <class A, class Pass, class Element>
cudaError_t launch_on_views(const core::source& s, const void* call, unsigned grid_size, cudaStream_t stream) {
    using compute = core::compute_of<Element>;
    using kernel = typename passes::superset<Pass>::type;
    using function = core::prepared_for<A, Element>;
    function f(core::activation_from<A>(s), s.rule);
    auto c = *static_cast<const view_call<kernel, compute>*>(call);
    void* arguments[] = {&f, &c};
    return cudaLaunchKernel(reinterpret_cast<const void*>(&on_views<kernel, compute, function>), dim3(grid_size),
                            dim3(view_block_size), arguments, 0, stream);
}

template <class A, class Pass, class Element>
cudaError_t launch_packed(const core::source& s, const void* call, unsigned grid_size, cudaStream_t stream) {
    using function = core::prepared_for<A, Element>;
    function f(core::activation_from<A>(s), s.rule);
    auto c = *static_cast<const packed_call<Pass>*>(call);
    void* arguments[] = {&f, &c};
    return cudaLaunchKernel(reinterpret_cast<const void*>(&packed<Pass, Element, function>), dim3(grid_size),
                            dim3(view_block_size), arguments, 0, stream);
}

// The kernels of an activation for a type of elements, in the order of the passes.
template <class A, class Element, class... Passes>
constexpr std::array<kernel_launcher, sizeof...(Passes)> plain_kernels(core::list<Passes...>) {
    return {&launch_elementwise<A, Passes, Element>...};
}

template <class A, class Element, class Pass>
constexpr view_kernels view_kernels_of() {
    view_kernels k{};
    if constexpr (passes::offered<Pass, A>) {
        // Where there are no shorter formulas for a 16-bit type, float32's kernel does, which takes any type.
        if constexpr (!core::half_precision<Element> || core::shortened<A, Element>) {
            k.on_views = &launch_on_views<A, Pass, Element>;
        }
        if constexpr (core::half_precision<Element> && packable<Pass> && passes::is_gate<A>) {
            k.packed = &launch_packed<A, Pass, Element>;
        }
    }
    return k;
}

template <class A, class Element, class... Passes>
constexpr std::array<view_kernels, sizeof...(Passes)> kernels_on_views(core::list<Passes...>) {
    return {view_kernels_of<A, Element, Passes>()...};
}

// All of them.
template <class A, class Element>
inline constexpr kernels_of_type kernels_for{plain_kernels<A, Element>(passes::plain{}),
                                             kernels_on_views<A, Element>(passes::of_elements{})};

}  // namespace actjet::device
