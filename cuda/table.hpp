#pragma once

#include "launch.hpp"
#include "view_launch.hpp"

namespace actjet::device {

// The kernel for a plain request, and for any.
launcher find_launcher(const host::request& r);
view_launcher find_view_launcher(const host::request& r);

}  // namespace actjet::device
