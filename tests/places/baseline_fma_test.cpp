// The baseline's fused multiply-add against the C library's, bit for bit.
#include <actjet/cpu/baseline_pack.hpp>
#include <actjet/cpu/twice.hpp>
#include "tests/support/inputs.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cfenv>
#include <cmath>
#include <limits>

namespace {

using actjet::host::baseline::pack;
using ops = actjet::core::ops<pack>;
using operands = std::array<std::uint32_t, 3>;

// NaN as a class: its bits are made canonical elsewhere.
void expect_fused(const std::array<operands, 4>& lanes) {
    float a[4], b[4], c[4], got[4];
    for (std::size_t i = 0; i < 4; ++i) {
        a[i] = std::bit_cast<float>(lanes[i][0]);
        b[i] = std::bit_cast<float>(lanes[i][1]);
        c[i] = std::bit_cast<float>(lanes[i][2]);
    }
    ops::fma(pack::load(a), pack::load(b), pack::load(c)).store(got);
    for (std::size_t i = 0; i < 4; ++i) {
        const float wanted = std::fma(a[i], b[i], c[i]);
        const bool both_nan = std::isnan(wanted) && std::isnan(got[i]);
        if (!both_nan && std::bit_cast<std::uint32_t>(wanted) != std::bit_cast<std::uint32_t>(got[i])) {
            ADD_FAILURE() << std::hexfloat << a[i] << " * " << b[i] << " + " << c[i] << " gave " << got[i] << ", not "
                          << wanted;
        }
    }
}

class fused : public testing::Test {
  protected:
    actjet::test::random next{7};

    std::uint32_t any() { return static_cast<std::uint32_t>(next() >> 16); }
    // An exponent within distance of centre, kept in range, and a mantissa of few bits, or of nearly all.
    std::uint32_t near(int centre, int distance) {
        const auto r = next();
        const int exponent = centre - distance + static_cast<int>((r >> 8) % static_cast<unsigned>(2 * distance + 1));
        const auto biased = static_cast<std::uint32_t>(std::min(254, std::max(0, exponent + 127)));
        std::uint32_t mantissa = static_cast<std::uint32_t>(r >> 40) & 0x7fffffu;
        if (r & 1) {
            mantissa &= 0x7fffffu << (r >> 1 & 15);
        }
        if (r & 0x20) {
            mantissa ^= 0x7fffffu;
        }
        return (r & 0x40 ? 0x80000000u : 0u) | biased << 23 | mantissa;
    }
    template <class F>
    void try_many(int count, F draw) {
        for (int i = 0; i < count && !HasFailure(); ++i) {
            expect_fused({draw(), draw(), draw(), draw()});
        }
    }
};

TEST_F(fused, at_random) {
    try_many(2000000, [&] { return operands{any(), any(), any()}; });
}

// The addend of the size of the product, or of its last places, so that the sum cancels or has to be rounded far down.
TEST_F(fused, where_product_and_addend_meet) {
    try_many(4000000, [&] {
        const std::uint32_t a = near(0, 60), b = near(0, 60);
        const int product = static_cast<int>(a >> 23 & 0xff) + static_cast<int>(b >> 23 & 0xff) - 254;
        return operands{a, b, near(product, 60)};
    });
}

TEST_F(fused, in_the_denormal_range) {
    try_many(4000000, [&] {
        const std::uint32_t a = near(-60, 40);
        return operands{a, near(-130 - (static_cast<int>(a >> 23 & 0xff) - 127), 30), near(-130, 25)};
    });
}

// a b is exactly half way between two floats, and the addend decides, or is too small to be seen but by the rule.
TEST_F(fused, at_ties) {
    try_many(2000000, [&] {
        const std::uint32_t odd = near(0, 3) | 1u;
        const std::uint32_t three_halves = 0x3fc00000u;
        const auto r = any();
        return operands{odd, three_halves,
                        r & 3 ? near(-60 - static_cast<int>(r % 80), 8) : (r & 4 ? 0u : 0x80000000u)};
    });
}

TEST_F(fused, near_overflow) {
    try_many(1000000, [&] {
        const std::uint32_t a = near(60, 30);
        return operands{a, near(127 - (static_cast<int>(a >> 23 & 0xff) - 127), 2), near(110, 20)};
    });
}

TEST_F(fused, of_zeros_infinities_and_nans) {
    const std::uint32_t special[] = {0u,          0x80000000u, 1u,          0x80000001u, 0x007fffffu,
                                     0x00800000u, 0x3f800000u, 0xbf800000u, 0x7f7fffffu, 0xff7fffffu,
                                     0x7f800000u, 0xff800000u, 0x7fc00000u, 0xffc00001u, 0x7f800001u};
    for (const auto a : special) {
        for (const auto b : special) {
            for (const auto c : special) {
                expect_fused({operands{a, b, c}, {b, a, c}, {c, b, a}, {b, c, a}});
            }
        }
    }
}

}  // namespace
