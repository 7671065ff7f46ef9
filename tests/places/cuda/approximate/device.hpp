#pragma once

#include "instructions.hpp"

namespace actjet::approximate {

// Throws std::runtime_error, which says why, where there is no CUDA device.
void require_device();

// What the instruction returns on the current device. Throws std::runtime_error where CUDA fails.
std::vector<std::uint32_t> on_device(instruction what, const inputs& over);

}  // namespace actjet::approximate
