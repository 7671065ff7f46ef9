#include "device.hpp"

#include <cuda_runtime.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace actjet::approximate {
namespace {

template <instruction What>
__device__ float execute(float x) {
    float y;
    if constexpr (What == instruction::ex2) {
        asm("ex2.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::ex2_ftz) {
        asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::lg2) {
        asm("lg2.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::lg2_ftz) {
        asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::rcp) {
        asm("rcp.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::rcp_ftz) {
        asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::rsqrt) {
        asm("rsqrt.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else if constexpr (What == instruction::rsqrt_ftz) {
        asm("rsqrt.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    } else {
        asm("tanh.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    }
    return y;
}

template <instruction What>
__global__ void execute_all(inputs over, std::uint32_t* results) {
    const std::uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < over.count) {
        results[i] = __float_as_uint(execute<What>(__uint_as_float(over.first + i * over.step)));
    }
}

void require(cudaError_t error) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string("CUDA: ") + cudaGetErrorString(error));
    }
}

struct freed {
    void operator()(std::uint32_t* memory) const { cudaFree(memory); }
};

using kernel = void (*)(inputs, std::uint32_t*);

template <int... I>
kernel kernel_of(instruction what, std::integer_sequence<int, I...>) {
    constexpr kernel kernels[] = {execute_all<static_cast<instruction>(I)>...};
    return kernels[static_cast<int>(what)];
}

}  // namespace

void require_device() {
    int devices = 0;
    if (const cudaError_t error = cudaGetDeviceCount(&devices); error != cudaSuccess || devices == 0) {
        throw std::runtime_error(std::string("no CUDA device: ") + cudaGetErrorString(error));
    }
}

std::vector<std::uint32_t> on_device(instruction what, const inputs& over) {
    std::uint32_t* memory = nullptr;
    require(cudaMalloc(&memory, over.count * sizeof(std::uint32_t)));
    const std::unique_ptr<std::uint32_t, freed> owner(memory);
    constexpr unsigned threads = 256;
    kernel_of(what, std::make_integer_sequence<int, names.size()>{})<<<(over.count + threads - 1) / threads, threads>>>(
        over, memory);
    require(cudaGetLastError());
    std::vector<std::uint32_t> results(over.count);
    require(cudaMemcpy(results.data(), memory, over.count * sizeof(std::uint32_t), cudaMemcpyDeviceToHost));
    return results;
}

}  // namespace actjet::approximate
