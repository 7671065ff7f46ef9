#include "formulas.cuh"

namespace actjet::bench {
namespace {

constexpr int block = 256;

template <class Formula, class Element>
__global__ void forward_kernel(const Element* x, Element* y, std::size_t n) {
    if (const std::size_t i = static_cast<std::size_t>(blockIdx.x) * block + threadIdx.x; i < n) {
        y[i] = formulas::forward<Formula, Element>{}(x[i]);
    }
}

template <class Formula, class Element>
__global__ void backward_kernel(const Element* x, const Element* dy, Element* dx, std::size_t n) {
    if (const std::size_t i = static_cast<std::size_t>(blockIdx.x) * block + threadIdx.x; i < n) {
        dx[i] = formulas::backward<Formula, Element>{}(x[i], dy[i]);
    }
}

}  // namespace

work textbook_call(const std::string& activation, const pass& p, void* stream) {
    return formulas::visit(activation, p, [&]<class Formula, class Element>(Formula, Element) -> work {
        return [=, n = p.elements(), pass = p.id, on = static_cast<cudaStream_t>(stream)](const arrays& a) {
            const auto grid = static_cast<unsigned>((n + block - 1) / block);
            const auto* const x = static_cast<const Element*>(a.in[0]);
            auto* const out = static_cast<Element*>(a.out[0]);
            if (pass == ACTJET_FORWARD) {
                forward_kernel<Formula><<<grid, block, 0, on>>>(x, out, n);
            } else {
                backward_kernel<Formula><<<grid, block, 0, on>>>(x, static_cast<const Element*>(a.in[1]), out, n);
            }
            if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess) {
                throw std::runtime_error(cudaGetErrorString(error));
            }
        };
    });
}

}  // namespace actjet::bench
