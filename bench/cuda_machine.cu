#include "machine.hpp"

#include <cuda_runtime.h>

#include <cstdint>
#include <stdexcept>

namespace actjet::bench {
namespace {

void require(cudaError_t status) {
    if (status != cudaSuccess) {
        throw std::runtime_error(cudaGetErrorString(status));
    }
}

constexpr int block = 256, per_thread = 2;

// A one-shot copy with the mix of reads and writes of a mode: 16-byte accesses, two of each array in flight a thread.
template <int Inputs, int Outputs>
__global__ void __launch_bounds__(block) copy_kernel(const uint4* __restrict__ x, const uint4* __restrict__ dy,
                                                     uint4* __restrict__ y, uint4* __restrict__ d, std::size_t n) {
    const std::size_t first = static_cast<std::size_t>(blockIdx.x) * block * per_thread + threadIdx.x;
    uint4 a[per_thread] = {}, b[per_thread] = {};
#pragma unroll
    for (int k = 0; k < per_thread; ++k) {
        if (const std::size_t i = first + k * block; i < n) {
            a[k] = x[i];
            if constexpr (Inputs == 2) {
                b[k] = dy[i];
            }
        }
    }
#pragma unroll
    for (int k = 0; k < per_thread; ++k) {
        if (const std::size_t i = first + k * block; i < n) {
            y[i] = {a[k].x ^ b[k].x, a[k].y ^ b[k].y, a[k].z ^ b[k].z, a[k].w ^ b[k].w};
            if constexpr (Outputs == 2) {
                d[i] = {~a[k].x, ~a[k].y, ~a[k].z, ~a[k].w};
            }
        }
    }
}

class cuda_machine final : public machine {
  public:
    cuda_machine() {
        require(cudaStreamCreate(&stream_));
        require(cudaEventCreate(&begin_));
        require(cudaEventCreate(&end_));
    }
    ~cuda_machine() override {
        cudaEventDestroy(begin_);
        cudaEventDestroy(end_);
        cudaStreamDestroy(stream_);
    }
    cuda_machine(const cuda_machine&) = delete;
    cuda_machine& operator=(const cuda_machine&) = delete;

    actjet_place place() const override { return ACTJET_CUDA; }
    void* stream() const override { return stream_; }

    void* allocate(std::size_t bytes, const void* contents) override {
        void* memory = nullptr;
        require(cudaMalloc(&memory, bytes));
        require(cudaMemcpy(memory, contents, bytes, cudaMemcpyHostToDevice));
        return memory;
    }
    void release(void* memory) override { require(cudaFree(memory)); }

    double time(const std::function<void()>& work) override {
        require(cudaEventRecord(begin_, stream_));
        work();
        require(cudaEventRecord(end_, stream_));
        require(cudaEventSynchronize(end_));
        float milliseconds = 0;
        require(cudaEventElapsedTime(&milliseconds, begin_, end_));
        return milliseconds * 1e-3;
    }

    void copy(actjet_mode mode, const arrays& a, std::size_t bytes) override {
        const std::size_t n = bytes / sizeof(uint4);
        const auto grid = static_cast<unsigned>((n + block * per_thread - 1) / (block * per_thread));
        const auto kernel = mode == ACTJET_FORWARD ? copy_kernel<1, 1>
                            : mode == ACTJET_JET   ? copy_kernel<1, 2>
                                                   : copy_kernel<2, 1>;
        kernel<<<grid, block, 0, stream_>>>(static_cast<const uint4*>(a.in[0]), static_cast<const uint4*>(a.in[1]),
                                            static_cast<uint4*>(a.out[0]), static_cast<uint4*>(a.out[1]), n);
        require(cudaGetLastError());
    }

    std::size_t cold_bytes() const override {
        cudaDeviceProp properties{};
        require(cudaGetDeviceProperties(&properties, 0));
        return 4 * static_cast<std::size_t>(properties.l2CacheSize);
    }

  private:
    cudaStream_t stream_{};
    cudaEvent_t begin_{}, end_{};
};

}  // namespace

std::unique_ptr<machine> make_cuda() {
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0) {
        return nullptr;
    }
    return std::make_unique<cuda_machine>();
}

}  // namespace actjet::bench
