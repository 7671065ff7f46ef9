#include "device_buffer.hpp"

#include <cstdlib>
#include <cstring>
#include <stdexcept>

#if ACTJET_TEST_HAS_CUDA
#include <cuda_runtime_api.h>
#endif

namespace actjet::test {
namespace {

#if ACTJET_TEST_HAS_CUDA
void require(cudaError_t status) {
    if (status != cudaSuccess) {
        throw std::runtime_error(cudaGetErrorString(status));
    }
}
#endif

}  // namespace

device_buffer::device_buffer(actjet_place place, std::size_t bytes, const void* contents)
    : place_(place), bytes_(bytes), memory_(nullptr) {
    if (place == ACTJET_CPU) {
        memory_ = std::malloc(bytes);
        contents ? std::memcpy(memory_, contents, bytes) : std::memset(memory_, 0xa5, bytes);
        return;
    }
#if ACTJET_TEST_HAS_CUDA
    require(cudaMalloc(&memory_, bytes));
    require(contents ? cudaMemcpy(memory_, contents, bytes, cudaMemcpyHostToDevice) : cudaMemset(memory_, 0xa5, bytes));
#else
    throw std::runtime_error("these tests were built without CUDA");
#endif
}

device_buffer::~device_buffer() {
    if (place_ == ACTJET_CPU) {
        std::free(memory_);
        return;
    }
#if ACTJET_TEST_HAS_CUDA
    cudaFree(memory_);
#endif
}

void device_buffer::read(void* to) const {
    if (place_ == ACTJET_CPU) {
        std::memcpy(to, memory_, bytes_);
        return;
    }
#if ACTJET_TEST_HAS_CUDA
    require(cudaDeviceSynchronize());
    require(cudaMemcpy(to, memory_, bytes_, cudaMemcpyDeviceToHost));
#endif
}

}  // namespace actjet::test
