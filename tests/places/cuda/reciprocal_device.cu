#include "reciprocal_device.hpp"

#include <actjet/core/number.hpp>

#include <cuda_runtime.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace actjet::test {
namespace {

__global__ void reciprocals(std::uint32_t first, std::uint32_t count, float* results) {
    const std::uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) {
        results[i] = core::reciprocal(core::ops<float>::from_bits(first + i));
    }
}

void require(cudaError_t error) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string("CUDA: ") + cudaGetErrorString(error));
    }
}

struct freed {
    void operator()(float* memory) const { cudaFree(memory); }
};

}  // namespace

std::vector<float> reciprocals_on_device(std::uint32_t first, std::uint32_t count) {
    float* memory = nullptr;
    require(cudaMalloc(&memory, count * sizeof(float)));
    const std::unique_ptr<float, freed> owner(memory);
    reciprocals<<<(count + 255) / 256, 256>>>(first, count, memory);
    require(cudaGetLastError());
    std::vector<float> results(count);
    require(cudaMemcpy(results.data(), memory, count * sizeof(float), cudaMemcpyDeviceToHost));
    return results;
}

}  // namespace actjet::test
