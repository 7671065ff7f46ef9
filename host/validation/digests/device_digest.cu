// The two kernels of actjet digest.
#include "../device.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace actjet::validation {
namespace {

// Enough for any device at full occupancy; each thread takes many elements.
constexpr unsigned threads = 256, most_blocks = 4096;

unsigned blocks_for(std::uint64_t n) {
    return static_cast<unsigned>(std::min<std::uint64_t>((n + threads - 1) / threads, most_blocks));
}

template <class Bits>
__global__ void fill(digest_fields fields, std::uint64_t first, std::uint64_t n, int k, Bits* to) {
    const std::uint64_t step = std::uint64_t{gridDim.x} * threads;
    for (std::uint64_t i = std::uint64_t{blockIdx.x} * threads + threadIdx.x; i < n; i += step) {
        to[i] = static_cast<Bits>(digest_element(first + i, k, fields));
    }
}

template <class Bits>
__global__ void add_terms(std::uint64_t n, const Bits* x, int index, const Bits* result, unsigned long long* sum) {
    const std::uint64_t step = std::uint64_t{gridDim.x} * threads;
    std::uint64_t own = 0;
    for (std::uint64_t i = std::uint64_t{blockIdx.x} * threads + threadIdx.x; i < n; i += step) {
        own += digest_term(x[i], index, result[i]);
    }
    // One addition a warp to the number that all threads add to.
    for (int distance = 16; distance > 0; distance /= 2) {
        own += __shfl_down_sync(0xffffffff, own, distance);
    }
    if (threadIdx.x % 32 == 0) {
        atomicAdd(sum, static_cast<unsigned long long>(own));
    }
}

void require_launched(const char* kernel) {
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess) {
        throw std::runtime_error(std::string(kernel) + ": " + cudaGetErrorString(error));
    }
}

// Returns f(Bits{}) for the unsigned type of that size.
template <class F>
void visit_size(std::size_t element_size, const F& f) {
    if (element_size == 2) {
        f(std::uint16_t{});
    } else if (element_size == 4) {
        f(std::uint32_t{});
    } else {
        f(std::uint64_t{});
    }
}

}  // namespace

void enqueue_digest_elements(std::size_t element_size, digest_fields fields, std::uint64_t first, std::uint64_t n,
                             int k, void* to) {
    visit_size(element_size, [&](auto zero) {
        using bits = decltype(zero);
        fill<<<blocks_for(n), threads>>>(fields, first, n, k, static_cast<bits*>(to));
    });
    require_launched("the kernel that makes a digest's inputs");
}

void enqueue_digest_terms(std::size_t element_size, std::uint64_t n, const void* x, int index, const void* result,
                          void* sum) {
    visit_size(element_size, [&](auto zero) {
        using bits = decltype(zero);
        add_terms<<<blocks_for(n), threads>>>(n, static_cast<const bits*>(x), index, static_cast<const bits*>(result),
                                              static_cast<unsigned long long*>(sum));
    });
    require_launched("the kernel that adds a digest's terms");
}

}  // namespace actjet::validation
