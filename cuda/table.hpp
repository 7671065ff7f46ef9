#pragma once

#include "launch.hpp"

namespace actjet::device {

// The kernel for a request.
launcher find_launcher(const host::request& r);

}  // namespace actjet::device
