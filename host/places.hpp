// The two places, as the interface sees them, each in the namespace of its own code. Each throws host::failure.
#pragma once

#include "api/request.hpp"

namespace actjet::host {

// Returns when the work is done.
void run_on_cpu(const request& r);
// Throws if the environment asks for what this machine cannot do.
void require_cpu();

}  // namespace actjet::host

// In cuda/, or in no_cuda.cpp of a build without CUDA.
namespace actjet::device {

// Enqueues the work. Throws, and enqueues nothing, if the place cannot be used.
void run_on_cuda(const host::request& r);
// Throws if there is no CUDA device that this process can use.
void require_cuda();
// For a CPU call: throws, naming the argument, if the call is to be checked and a pointer is one to device memory.
void refuse_device_memory(const host::request& r);
// As in "80 90"; "" without CUDA.
const char* cuda_architectures();

}  // namespace actjet::device
