#pragma once

#include "../host/api/request.hpp"

#include <actjet/cuda/launcher.hpp>

namespace actjet::device {

// The kernel for a plain request, and those for any. A user's activation has been compiled for CUDA.
kernel_launcher find_plain_kernel(const host::request& r);
view_kernels find_view_kernels(const host::request& r);

}  // namespace actjet::device
