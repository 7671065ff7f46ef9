// device.hpp on the CUDA runtime.
#include "device.hpp"

#include <cuda_runtime.h>

#include <stdexcept>

namespace actjet::tool {
namespace {

void require(cudaError_t error, const char* what) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
    }
}

struct event {
    cudaEvent_t handle;

    event() { require(cudaEventCreate(&handle), "cudaEventCreate"); }
    ~event() { cudaEventDestroy(handle); }
    event(const event&) = delete;
    event& operator=(const event&) = delete;
};

// One 16-byte access per array and thread, as memory likes it best. The sum keeps every read alive.
template <int Inputs, int Outputs>
__global__ void copy(const int4* in0, const int4* in1, int4* out0, int4* out1, std::size_t count) {
    const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i >= count) {
        return;
    }
    int4 value = in0[i];
    if constexpr (Inputs == 2) {
        const int4 other = in1[i];
        value = {value.x ^ other.x, value.y ^ other.y, value.z ^ other.z, value.w ^ other.w};
    }
    out0[i] = value;
    if constexpr (Outputs == 2) {
        out1[i] = value;
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

double device_seconds(const std::function<void()>& work) {
    const event start, stop;
    require(cudaEventRecord(start.handle), "cudaEventRecord");
    work();
    require(cudaEventRecord(stop.handle), "cudaEventRecord");
    require(cudaEventSynchronize(stop.handle), "cudaEventSynchronize");
    float milliseconds = 0;
    require(cudaEventElapsedTime(&milliseconds, start.handle, stop.handle), "cudaEventElapsedTime");
    return 1e-3 * milliseconds;
}

void enqueue_device_copy(const std::vector<const void*>& inputs, const std::vector<void*>& outputs, std::size_t bytes) {
    const std::size_t count = bytes / sizeof(int4);
    const unsigned threads = 256;
    const auto blocks = static_cast<unsigned>((count + threads - 1) / threads);
    const auto input = [&](std::size_t i) { return static_cast<const int4*>(inputs[i < inputs.size() ? i : 0]); };
    const auto output = [&](std::size_t i) { return static_cast<int4*>(outputs[i < outputs.size() ? i : 0]); };
    const auto kernel = inputs.size() == 2 ? copy<2, 1> : outputs.size() == 2 ? copy<1, 2> : copy<1, 1>;
    kernel<<<blocks, threads>>>(input(0), input(1), output(0), output(1), count);
    require(cudaGetLastError(), "the copy kernel");
}

}  // namespace actjet::tool
