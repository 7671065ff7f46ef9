// Functors in a user's own kernels, compiled as users compile: with the compiler's own choice of contraction. The same
// bits as on the CPU. One source for each format, since all activations in all of them would take a compiler minutes.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "device.hpp"
#include "samples.hpp"

#include <actjet/functors.hpp>

namespace actjet::test {

template <class Element, class Jet, class Backward>
__global__ void apply(Jet jet, Backward backward, std::size_t n, const Element* x, const Element* dy, Element* y,
                      Element* dydx, Element* dx) {
    const std::size_t i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const auto result = jet(x[i]);
        y[i] = result.value;
        dydx[i] = result.derivative;
        dx[i] = backward(x[i], dy[i]);
    }
}

template <class Element>
struct arrays {
    const sample_call<Element> c;
    const std::size_t n = c.x.size();
    const device_array<Element> x{c.x, n}, dy{c.dy, n}, y{n}, dydx{n}, dx{n};

    explicit arrays(actjet_activation id) : c(id, 2000) {}

    void expect_results_of_the_cpu() const { expect_results_of_the_cpu(n); }
    // Of the first of them.
    void expect_results_of_the_cpu(std::size_t count) const {
        require(cudaGetLastError());
        EXPECT_TRUE(agree(y.read(), c.y.data(), count));
        EXPECT_TRUE(agree(dydx.read(), c.dydx.data(), count));
        EXPECT_TRUE(agree(dx.read(), c.dx.data(), count));
    }
};

// Cuda is the element type of the kernel, Element the library's name for the same format.
template <class Cuda, class Element>
void compare_in_a_kernel() {
    for_each_activation([]<class A>(const A& activation, actjet_activation id) {
        const arrays<Element> a(id);
        const auto as_cuda = [](const device_array<Element>& array) { return reinterpret_cast<Cuda*>(array.data()); };
        apply<Cuda><<<static_cast<unsigned>((a.n + 255) / 256), 256>>>(
            jet_of<A, Cuda>(activation), backward_of<A, Cuda>(activation), a.n, as_cuda(a.x), as_cuda(a.dy),
            as_cuda(a.y), as_cuda(a.dydx), as_cuda(a.dx));
        a.expect_results_of_the_cpu();
    });
}

// Made on the device, with default and with literal parameters: the same constants, and so the same bits.
template <class A, class Element>
__global__ void apply_made_here(std::size_t n, const Element* x, const Element* dy, Element* y, Element* dydx,
                                Element* dx) {
    const std::size_t i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = value_of<A, Element>{}(x[i]);
        dydx[i] = derivative_of<A, Element>(A{})(x[i]);
        dx[i] = backward_of<A, Element>()(x[i], dy[i]);
    }
}

template <class Element>
void compare_made_on_the_device() {
    for_each_activation([]<class A>(const A&, actjet_activation id) {
        const arrays<Element> a(id);
        apply_made_here<A, Element><<<static_cast<unsigned>((a.n + 255) / 256), 256>>>(
            a.n, a.x.data(), a.dy.data(), a.y.data(), a.dydx.data(), a.dx.data());
        a.expect_results_of_the_cpu();
    });
}

// CUDA's pairs: two elements, one instruction to round both.
template <class Pair, class Element>
void compare_pairs() {
    for_each_activation([]<class A>(const A& activation, actjet_activation id) {
        const arrays<Element> a(id);
        const auto as_pairs = [](const device_array<Element>& array) { return reinterpret_cast<Pair*>(array.data()); };
        apply<Pair><<<static_cast<unsigned>((a.n / 2 + 255) / 256), 256>>>(
            jet_of<A, Pair>(activation), backward_of<A, Pair>(activation), a.n / 2, as_pairs(a.x), as_pairs(a.dy),
            as_pairs(a.y), as_pairs(a.dydx), as_pairs(a.dx));
        a.expect_results_of_the_cpu(a.n / 2 * 2);
    });
}

}  // namespace actjet::test
