// The reciprocal of the device against the host's division: every mantissa, at both ends and in the middle of the
// range.
#include "reciprocal_device.hpp"

#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstddef>

namespace actjet::test {
namespace {

class reciprocal_on_device : public testing::TestWithParam<int> {};

TEST_P(reciprocal_on_device, is_correctly_rounded_for_every_mantissa) {
    int devices = 0;
    if (const cudaError_t error = cudaGetDeviceCount(&devices); error != cudaSuccess || devices == 0) {
        GTEST_SKIP() << "no CUDA device: " << cudaGetErrorString(error);
    }
    constexpr std::uint32_t mantissas = 1u << 23;
    for (const std::uint32_t sign : {0u, 0x80000000u}) {
        const std::uint32_t first = sign | static_cast<std::uint32_t>(GetParam() + 127) << 23;
        const auto results = reciprocals_on_device(first, mantissas);
        std::size_t wrong = 0;
        for (std::uint32_t i = 0; i < mantissas; ++i) {
            const float d = std::bit_cast<float>(first + i);
            if (results[i] != 1.0f / d && ++wrong <= 5) {
                ADD_FAILURE() << std::hexfloat << "1 / " << d << " is " << results[i] << ", nearest is " << 1.0f / d;
            }
        }
        EXPECT_EQ(wrong, 0u);
    }
}

INSTANTIATE_TEST_SUITE_P(exponents, reciprocal_on_device, testing::Values(-126, 0, 125));

}  // namespace
}  // namespace actjet::test
