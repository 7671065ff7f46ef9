#include "fake_cudart.hpp"

#include <algorithm>
#include <utility>

namespace actjet::test {

fake_runtime& runtime() {
    static fake_runtime instance;
    return instance;
}

cudaError_t& last_error() {
    static thread_local cudaError_t error = cudaSuccess;
    return error;
}

int& current_device() {
    static thread_local int device = 0;
    return device;
}

long fake_runtime::count(const std::string& name) const {
    return std::count(calls.begin(), calls.end(), name);
}

namespace {

void record(const char* name) {
    const std::lock_guard lock(runtime().mutex);
    runtime().calls.push_back(name);
}

cudaError_t finish(cudaError_t error) {
    if (error != cudaSuccess) {
        last_error() = error;
    }
    return error;
}

// Answers a call that needs a driver: with an error if there is one for all, else with its own.
cudaError_t answer(const char* name, cudaError_t own) {
    record(name);
    if (runtime().driver_error != cudaSuccess) {
        return finish(runtime().driver_error);
    }
    if (const int sticky = runtime().sticky; sticky != cudaSuccess) {
        return finish(static_cast<cudaError_t>(sticky));
    }
    return finish(own);
}

}  // namespace
}  // namespace actjet::test

using actjet::test::answer;
using actjet::test::record;
using actjet::test::runtime;

// The names and the parameter lists are those of the CUDA runtime.
extern "C" {

void** __cudaRegisterFatBinary(void*) {
    static void* handle = nullptr;
    return &handle;
}
void __cudaRegisterFatBinaryEnd(void**) {}
void __cudaUnregisterFatBinary(void**) {}
void __cudaRegisterFunction(void**, const char*, char*, const char*, int, uint3*, uint3*, dim3*, dim3*, int*) {}

const char* cudaGetErrorName(cudaError_t error) {
    switch (error) {
        case cudaErrorLaunchOutOfResources:
            return "cudaErrorLaunchOutOfResources";
        case cudaErrorIllegalAddress:
            return "cudaErrorIllegalAddress";
        default:
            return "cudaErrorOther";
    }
}

const char* cudaGetErrorString(cudaError_t) {
    return "as the test wanted";
}

cudaError_t cudaPeekAtLastError() {
    record("cudaPeekAtLastError");
    return actjet::test::last_error();
}

cudaError_t cudaGetLastError() {
    record("cudaGetLastError");
    return std::exchange(actjet::test::last_error(), cudaSuccess);
}

cudaError_t cudaDriverGetVersion(int* version) {
    record("cudaDriverGetVersion");
    *version = runtime().driver_version;
    return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
    record("cudaRuntimeGetVersion");
    *version = CUDART_VERSION;
    return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
    *count = runtime().devices;
    return answer("cudaGetDeviceCount", runtime().devices ? cudaSuccess : cudaErrorNoDevice);
}

cudaError_t cudaGetDevice(int* device) {
    *device = actjet::test::current_device();
    return answer("cudaGetDevice", cudaSuccess);
}

// As the real one may, this one moves even where it fails.
cudaError_t cudaSetDevice(int device) {
    actjet::test::current_device() = device;
    return answer("cudaSetDevice", device ? runtime().set_device_error : cudaSuccess);
}

cudaError_t cudaStreamGetDevice(cudaStream_t stream, int* device) {
    if (runtime().stream_error == cudaSuccess) {
        *device = reinterpret_cast<const actjet::test::fake_stream*>(stream)->device;
    }
    return answer("cudaStreamGetDevice", runtime().stream_error);
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
    const int capability = runtime().capabilities[device];
    *value = attribute == cudaDevAttrComputeCapabilityMajor ? capability / 10 : capability % 10;
    return answer("cudaDeviceGetAttribute", cudaSuccess);
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
    const bool odd = pointer == runtime().odd_pointer;
    *attributes = {};
    attributes->type = odd ? runtime().odd_memory : runtime().memory;
    attributes->device = odd ? runtime().odd_device : actjet::test::current_device();
    return answer("cudaPointerGetAttributes", cudaSuccess);
}

cudaError_t cudaLaunchKernel(const void*, dim3 grid, dim3 block, void**, size_t, cudaStream_t stream) {
    const int error = runtime().launch_error.exchange(cudaSuccess);
    if (error == cudaSuccess && runtime().sticky == cudaSuccess && runtime().driver_error == cudaSuccess) {
        const std::lock_guard lock(runtime().mutex);
        runtime().launches.push_back({stream, actjet::test::current_device(), grid.x, block.x});
    }
    return answer("cudaLaunchKernel", static_cast<cudaError_t>(error));
}

}  // extern "C"
