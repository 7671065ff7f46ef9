#include "machine.hpp"

#include "normal.hpp"

#include <cuda_runtime.h>

#include <algorithm>
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

// A one-shot copy with the mix of reads and writes of a pass: 16-byte accesses, two of each array in flight a thread.
template <std::size_t Inputs, std::size_t Outputs>
__global__ void __launch_bounds__(block)
    copy_kernel(const uint4* __restrict__ x0, const uint4* __restrict__ x1, const uint4* __restrict__ x2,
                uint4* __restrict__ y0, uint4* __restrict__ y1, std::size_t n) {
    static_assert(most_inputs == 3 && most_outputs == 2);
    const std::size_t first = static_cast<std::size_t>(blockIdx.x) * block * per_thread + threadIdx.x;
    uint4 a[per_thread] = {}, b[per_thread] = {}, c[per_thread] = {};
#pragma unroll
    for (int k = 0; k < per_thread; ++k) {
        if (const std::size_t i = first + k * block; i < n) {
            a[k] = x0[i];
            if constexpr (Inputs > 1) {
                b[k] = x1[i];
            }
            if constexpr (Inputs > 2) {
                c[k] = x2[i];
            }
        }
    }
#pragma unroll
    for (int k = 0; k < per_thread; ++k) {
        if (const std::size_t i = first + k * block; i < n) {
            const uint4 v{a[k].x ^ b[k].x ^ c[k].x, a[k].y ^ b[k].y ^ c[k].y, a[k].z ^ b[k].z ^ c[k].z,
                          a[k].w ^ b[k].w ^ c[k].w};
            y0[i] = v;
            if constexpr (Outputs > 1) {
                y1[i] = {~v.x, ~v.y, ~v.z, ~v.w};
            }
        }
    }
}

template <class Element>
__global__ void __launch_bounds__(block) fill_kernel(Element* elements, std::size_t n, unsigned seed) {
    if (const std::size_t i = static_cast<std::size_t>(blockIdx.x) * block + threadIdx.x; i < n) {
        elements[i] = normal_element<Element>(i, seed);
    }
}

// A graph made of what a function enqueues on a stream.
class graph final : public batch {
  public:
    graph(cudaStream_t stream, const std::function<void()>& calls) {
        cudaGraph_t captured = nullptr;
        require(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
        try {
            calls();
        } catch (...) {
            cudaStreamEndCapture(stream, &captured);
            cudaGraphDestroy(captured);
            throw;
        }
        require(cudaStreamEndCapture(stream, &captured));
        const cudaError_t status = cudaGraphInstantiate(&executable_, captured, 0);
        cudaGraphDestroy(captured);
        require(status);
    }
    ~graph() override { cudaGraphExecDestroy(executable_); }
    graph(const graph&) = delete;
    graph& operator=(const graph&) = delete;

    void launch(cudaStream_t stream) const { require(cudaGraphLaunch(executable_, stream)); }

  private:
    cudaGraphExec_t executable_ = nullptr;
};

class cuda_machine final : public machine {
  public:
    cuda_machine() { require(cudaStreamCreate(&stream_)); }
    ~cuda_machine() override {
        for (const cudaEvent_t event : events_) {
            cudaEventDestroy(event);
        }
        cudaStreamDestroy(stream_);
    }
    cuda_machine(const cuda_machine&) = delete;
    cuda_machine& operator=(const cuda_machine&) = delete;

    actjet_place place() const override { return ACTJET_CUDA; }
    void* stream() const override { return stream_; }

    void* allocate(std::size_t bytes) override {
        void* memory = nullptr;
        require(cudaMalloc(&memory, bytes));
        return memory;
    }
    void release(void* memory) override { require(cudaFree(memory)); }
    std::size_t free_bytes() const override {
        std::size_t free = 0, all = 0;
        require(cudaMemGetInfo(&free, &all));
        return free;
    }

    void fill(void* memory, actjet_dtype dtype, std::size_t bytes, unsigned seed) override {
        visit_element(dtype, [&]<class Element>(Element) {
            const std::size_t n = bytes / sizeof(Element);
            fill_kernel<<<static_cast<unsigned>((n + block - 1) / block), block, 0, stream_>>>(
                static_cast<Element*>(memory), n, seed);
            require(cudaGetLastError());
        });
    }

    void copy(actjet_pass pass, const arrays& a, std::size_t bytes) override {
        const std::size_t n = bytes / sizeof(uint4);
        const auto grid = static_cast<unsigned>((n + block * per_thread - 1) / (block * per_thread));
        visit_mix(pass, [&](auto inputs, auto outputs) {
            copy_kernel<inputs, outputs><<<grid, block, 0, stream_>>>(
                static_cast<const uint4*>(a.in[0]), static_cast<const uint4*>(a.in[1]),
                static_cast<const uint4*>(a.in[2]), static_cast<uint4*>(a.out[0]), static_cast<uint4*>(a.out[1]), n);
        });
        require(cudaGetLastError());
    }

    // What is called is called once before, since a first call may load code, which a capture does not allow.
    std::unique_ptr<batch> record(std::function<void()> calls) override {
        calls();
        require(cudaStreamSynchronize(stream_));
        return std::make_unique<graph>(stream_, calls);
    }

    // All is enqueued before the first batch has ended, so that no launch is waited for between two events.
    std::vector<double> time(const std::vector<batch*>& sequence) override {
        while (events_.size() <= sequence.size()) {
            require(cudaEventCreate(&events_.emplace_back()));
        }
        static_cast<graph*>(sequence.front())->launch(stream_);
        require(cudaEventRecord(events_[0], stream_));
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            static_cast<graph*>(sequence[i])->launch(stream_);
            require(cudaEventRecord(events_[i + 1], stream_));
        }
        require(cudaStreamSynchronize(stream_));
        std::vector<double> seconds;
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            float milliseconds = 0;
            require(cudaEventElapsedTime(&milliseconds, events_[i], events_[i + 1]));
            seconds.push_back(milliseconds * 1e-3);
        }
        return seconds;
    }

    std::size_t cold_bytes() const override {
        int device = 0, l2 = 0;
        require(cudaGetDevice(&device));
        require(cudaDeviceGetAttribute(&l2, cudaDevAttrL2CacheSize, device));
        return std::max<std::size_t>(std::size_t{192} << 20, 4 * static_cast<std::size_t>(l2));
    }
    double warm_up_seconds() const override { return 0.5; }

  private:
    cudaStream_t stream_{};
    std::vector<cudaEvent_t> events_;
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
