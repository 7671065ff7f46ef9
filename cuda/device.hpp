// What the CUDA place asks of devices.
#pragma once

#include "error.hpp"

namespace actjet::device {

// Makes the device of a stream the current one, and on destruction the caller's again. The legacy and the per-thread
// default stream are those of the current device.
class current_device {
  public:
    current_device(cudaStream_t stream, const error_scope& errors);
    ~current_device();
    current_device(const current_device&) = delete;
    current_device& operator=(const current_device&) = delete;

    int id() const noexcept { return id_; }

  private:
    int callers_ = 0, id_ = 0;
};

// 10 * major + minor. Asks the runtime once per device.
int compute_capability(int device, const error_scope& errors);

// Whether this build holds code for such a device.
bool runs_on(int compute_capability);

// Throws failure, naming the argument, unless the pointer may be used by kernels of the device.
void check_memory_space(const void* pointer, const char* name, int device, const error_scope& errors);

// Throws failure, naming the argument, if the pointer is one to device memory. Where CUDA cannot be asked there is
// none.
void check_host_memory(const void* pointer, const char* name, const error_scope& errors);

}  // namespace actjet::device
