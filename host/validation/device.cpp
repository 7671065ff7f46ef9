// device.hpp on the CUDA runtime.
#include "device.hpp"

#include <cuda_runtime_api.h>

#include <stdexcept>

namespace actjet::validation {
namespace {

void require(cudaError_t error, const char* what) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
    }
}

}  // namespace

device_buffer::device_buffer(std::size_t bytes) : bytes_(bytes) {
    require(cudaMalloc(&data_, bytes), "cudaMalloc");
}

device_buffer::~device_buffer() {
    cudaFree(data_);
}

void device_buffer::upload(const void* from, std::size_t bytes) {
    require(cudaMemcpy(data_, from, bytes, cudaMemcpyHostToDevice), "cudaMemcpy to the device");
}

void device_buffer::download(void* to, std::size_t bytes) const {
    require(cudaMemcpy(to, data_, bytes, cudaMemcpyDeviceToHost), "cudaMemcpy from the device");
}

std::vector<device_description> devices() {
    std::vector<device_description> found;
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess) {
        return found;
    }
    for (int i = 0; i < count; ++i) {
        cudaDeviceProp properties{};
        require(cudaGetDeviceProperties(&properties, i), "cudaGetDeviceProperties");
        found.push_back({properties.name, properties.major, properties.minor, properties.totalGlobalMem});
    }
    return found;
}

}  // namespace actjet::validation
