// The shorter formulas of 16-bit results on arguments that are no 16-bit numbers, as the sum with a bias is one, beside
// float32's formulas, which are off by 2^-13 of a 16-bit result's last place and less.
#include "expected.hpp"

#include <cmath>
#include <random>

namespace actjet::test {
namespace {

// The last place of a 16-bit number near y.
double last_place(actjet_dtype dtype, double y) {
    const int digits = dtype == ACTJET_FLOAT16 ? 11 : 8, least = dtype == ACTJET_FLOAT16 ? -13 : -125;
    int exponent = 0;
    std::frexp(y, &exponent);
    return std::ldexp(1, std::max(exponent, least) - digits);
}

// Half of all bit patterns, and half of what activations meet.
float argument(std::mt19937& numbers, bool any) {
    const std::uint32_t bits = numbers();
    return any ? core::ops<float>::from_bits(bits) : static_cast<float>(bits * 0x1p-32 * 24 - 12);
}

class arguments : public testing::TestWithParam<entry> {};

TEST_P(arguments, of_float32_keep_the_digits_of_16_bits) {
    const any_activation activation(static_cast<actjet_activation>(GetParam().info->id));
    for (const actjet_dtype dtype : {ACTJET_FLOAT16, ACTJET_BFLOAT16}) {
        // Two of the largest numbers and a bit are the largest sum.
        const float largest = dtype == ACTJET_FLOAT16 ? 131008.0f : 3.4e38f;
        std::mt19937 numbers(7);
        for (int i = 0; i < 100000; ++i) {
            const float x = argument(numbers, i % 2);
            if (!(std::fabs(x) <= largest)) {
                continue;
            }
            const auto shorter = evaluate<float>(activation, dtype, x),
                       exact = evaluate<float>(activation, ACTJET_FLOAT32, x);
            const double value_off = std::fabs(double(shorter.value) - exact.value);
            // Where tanh is 1 its formula gives more, which rounds to it.
            EXPECT_TRUE(value_off <= 0.012 * last_place(dtype, exact.value) ||
                        same(rounded(dtype, shorter.value), rounded(dtype, exact.value)))
                << std::hexfloat << x << ": " << shorter.value << " and " << exact.value;
            const double derivative_off = std::fabs(double(shorter.derivative) - exact.derivative);
            EXPECT_TRUE(derivative_off <= 0.035 * last_place(dtype, exact.derivative) || derivative_off <= 0x1p-20 ||
                        same(rounded(dtype, shorter.derivative), rounded(dtype, exact.derivative)))
                << std::hexfloat << x << ": " << shorter.derivative << " and " << exact.derivative;
            if (HasFailure()) {
                return;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(all, arguments, testing::ValuesIn(catalogue()),
                         [](const auto& row) { return std::string(row.param.info->name); });

}  // namespace
}  // namespace actjet::test
