// The reciprocal of the device, proved on the host for every seed that a device may return.
//
// rcp.approx is documented to be within 1 ulp. Which of the floats there a device returns is its own affair; whether
// two fused multiply-adds make the correctly rounded reciprocal of it is arithmetic, and is tried here.
#include <actjet/core/number.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>

namespace actjet::test {
namespace {

float from_bits(std::uint32_t bits) {
    return std::bit_cast<float>(bits);
}

std::uint32_t to_bits(float x) {
    return std::bit_cast<std::uint32_t>(x);
}

// Whether seed is within 1 ulp of 1/d, 1 <= d < 2. Products of two floats are exact in double, and so is their distance
// from 1.
bool is_seed(float d, float seed) {
    const double ulp = d == 1.0f ? 0x1p-23 : 0x1p-24;
    return std::fabs(double{seed} * double{d} - 1.0) <= ulp * double{d};
}

// f(d, seed) for the floats from 1 below 2 with all their seeds.
template <class F>
void for_each_seed(std::uint32_t mantissa_step, const F& f) {
    for (std::uint32_t mantissa = 0; mantissa < 1u << 23; mantissa += mantissa_step) {
        const float d = from_bits(0x3f800000u | mantissa);
        const std::uint32_t nearest = to_bits(1.0f / d);
        for (std::uint32_t bits = nearest - 3; bits <= nearest + 3; ++bits) {
            if (is_seed(d, from_bits(bits))) {
                f(d, from_bits(bits));
            }
        }
    }
}

TEST(reciprocal, is_correctly_rounded_for_every_mantissa_and_every_seed_but_one) {
    std::uint64_t pairs = 0;
    std::set<std::pair<float, float>> wrong;
    for_each_seed(1, [&](float d, float seed) {
        ++pairs;
        if (core::ops<float>::refined_reciprocal(d, seed) != 1.0f / d) {
            wrong.emplace(d, seed);
        }
    });
    // Two seeds each, on either side of 1/d. 1/1 is a float itself and has one above and two below, where floats lie
    // closer together.
    EXPECT_EQ(pairs, (std::uint64_t{2} << 23) + 2);
    const std::set<std::pair<float, float>> expected{{from_bits(0x3fffffff), 0.5f}};
    EXPECT_EQ(wrong, expected);
}

// The sequence scales with the exponent as long as nothing is denormal: every exponent of the range, with mantissas
// apart by a prime.
TEST(reciprocal, depends_on_the_mantissa_alone) {
    for (int exponent = -126; exponent <= 125; ++exponent) {
        for (const float sign : {1.0f, -1.0f}) {
            for_each_seed(20011, [&](float d, float seed) {
                const float scaled = sign * std::ldexp(d, exponent);
                const float refined = core::ops<float>::refined_reciprocal(scaled, sign * std::ldexp(seed, -exponent));
                ASSERT_EQ(refined, 1.0f / scaled) << scaled;
            });
        }
    }
    EXPECT_EQ(core::ops<float>::refined_reciprocal(0x1p126f, 0x1p-126f), 0x1p-126f);
}

}  // namespace
}  // namespace actjet::test
