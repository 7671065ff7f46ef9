// From a request to its launches. Each returns what the launch returned.
#pragma once

#include "../host/api/request.hpp"

#include <cuda_runtime_api.h>

namespace actjet::device {

// Enqueues the elements of a request, and its sums up to the leaves.
cudaError_t launch_elements(const host::request& r, int capability, cudaStream_t stream);

// Enqueues all of a request over rows.
cudaError_t launch_rows(const host::request& r, cudaStream_t stream);

// Enqueues what makes of the leaves the sums. Nothing, where there are none.
cudaError_t launch_sums(const host::request& r, cudaStream_t stream);

}  // namespace actjet::device
