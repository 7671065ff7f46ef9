// A CUDA runtime without CUDA, for tests of what the library asks of the runtime and how it takes the answers. It
// stands in for libcudart in the program that links it: devices, streams and errors are what the test says, launches
// are recorded and not executed.
#pragma once

#include <cuda_runtime_api.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace actjet::test {

// What a cudaStream_t points to.
struct fake_stream {
    int device;
};

struct fake_launch {
    cudaStream_t stream;
    int device;  // current at the launch
    unsigned grid, block;
};

struct fake_runtime {
    int devices = 2;
    int driver_version = 13000;
    int capabilities[2] = {75, 90};
    cudaError_t driver_error = cudaSuccess;        // what every call that needs a driver returns
    cudaError_t set_device_error = cudaSuccess;    // what cudaSetDevice to a device other than 0 returns
    cudaError_t stream_error = cudaSuccess;        // what cudaStreamGetDevice returns
    std::atomic<int> launch_error = cudaSuccess;   // what the next launch returns, once
    std::atomic<int> sticky = cudaSuccess;         // what every call returns
    cudaMemoryType memory = cudaMemoryTypeDevice;  // what all pointers point to ...
    const void* odd_pointer = nullptr;             // ... but this one, which points to
    cudaMemoryType odd_memory = cudaMemoryTypeUnregistered;
    int odd_device = 0;

    std::mutex mutex;
    std::vector<std::string> calls;  // names, without the registration of kernels at load time
    std::vector<fake_launch> launches;

    long count(const std::string& name) const;
};

// Made on first use, because kernels are registered before main().
fake_runtime& runtime();

// The calling thread's last error and current device, without a recorded call.
cudaError_t& last_error();
int& current_device();

}  // namespace actjet::test
