#include "device.hpp"

#include "../host/api/failure.hpp"
#include "build.hpp"

#include <atomic>
#include <string>

namespace actjet::device {
namespace {

int device_of(cudaStream_t stream, int current, const error_scope& errors) {
    // A driver too old for the question answers none of them: ask once.
    static std::atomic<bool> answered{true};
    if (!stream || stream == cudaStreamLegacy || stream == cudaStreamPerThread || !answered.load()) {
        return current;
    }
    int device = current;
    const cudaError_t error = cudaStreamGetDevice(stream, &device);
    if (error == cudaErrorInsufficientDriver || error == cudaErrorCallRequiresNewerDriver) {
        answered = false;
        errors.forget(error);
        return current;
    }
    errors.require(error, "asking for the stream's device");
    return device;
}

}  // namespace

current_device::current_device(cudaStream_t stream, const error_scope& errors) {
    errors.require(cudaGetDevice(&callers_), "asking for the current device");
    id_ = device_of(stream, callers_, errors);
    if (id_ != callers_) {
        const cudaError_t error = cudaSetDevice(id_);
        if (error != cudaSuccess) {
            cudaSetDevice(callers_);
        }
        errors.require(error, "making the stream's device the current one");
    }
}

current_device::~current_device() {
    if (id_ != callers_) {
        cudaSetDevice(callers_);
    }
}

int compute_capability(int device, const error_scope& errors) {
    // Plain numbers, so that nothing is destroyed at exit. Two threads that both ask get the same answer.
    static std::atomic<int> known[64];
    const bool remembered = device < static_cast<int>(std::size(known));
    if (remembered) {
        if (const int capability = known[device].load()) {
            return capability;
        }
    }
    int major = 0, minor = 0;
    errors.require(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device),
                   "asking for the compute capability");
    errors.require(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device),
                   "asking for the compute capability");
    const int capability = 10 * major + minor;
    if (remembered) {
        known[device] = capability;
    }
    return capability;
}

bool runs_on(int compute_capability) {
    for (const image& i : images) {
        const bool newer = compute_capability >= i.capability;
        if ((i.ptx && newer) || (i.machine_code && newer && compute_capability / 10 == i.capability / 10)) {
            return true;
        }
    }
    return false;
}

void check_memory_space(const void* pointer, const char* name, int device, const error_scope& errors) {
    cudaPointerAttributes found{};
    errors.require(cudaPointerGetAttributes(&found, pointer), "asking where a pointer lives");
    if (found.type != cudaMemoryTypeDevice && found.type != cudaMemoryTypeManaged) {
        throw host::failure(ACTJET_WRONG_MEMORY_SPACE,
                            std::string(name) + " points to host memory, and a CUDA call takes device memory");
    }
    if (found.type == cudaMemoryTypeDevice && found.device != device) {
        throw host::failure(ACTJET_WRONG_MEMORY_SPACE,
                            std::string(name) + " lives on device " + std::to_string(found.device) +
                                ", and the stream belongs to device " + std::to_string(device));
    }
}

void check_host_memory(const void* pointer, const char* name, const error_scope& errors) {
    cudaPointerAttributes found{};
    if (const cudaError_t error = cudaPointerGetAttributes(&found, pointer); error != cudaSuccess) {
        errors.forget(error);
    } else if (found.type == cudaMemoryTypeDevice) {
        throw host::failure(ACTJET_WRONG_MEMORY_SPACE,
                            std::string(name) + " points to device memory, and a CPU call takes host memory");
    }
}

}  // namespace actjet::device
