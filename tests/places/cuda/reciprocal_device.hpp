#pragma once

#include <cstdint>
#include <vector>

namespace actjet::test {

// core::reciprocal of d with bits first, first + 1, ... on the current device. Throws where CUDA fails.
std::vector<float> reciprocals_on_device(std::uint32_t first, std::uint32_t count);

}  // namespace actjet::test
