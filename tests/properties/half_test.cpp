// The conversions of the 16-bit formats against exact rounding: every number of the format, and around every point
// where the nearest number changes. And what is left to them: NaN.
#include "tests/reference/ulp.hpp"

#include <actjet/core/half.hpp>
#include <actjet/passes/list.hpp>
#include <actjet/registry.hpp>

#include <gtest/gtest.h>

namespace actjet::test {
namespace {

template <class Element_, class Format_>
struct pair {
    using element = Element_;
    using format = Format_;
};

template <class Pair>
class half_test : public testing::Test {};
using formats = testing::Types<pair<float16, reference::float16>, pair<bfloat16, reference::bfloat16>>;
TYPED_TEST_SUITE(half_test, formats);

template <class Pair>
void expect_nearest(std::uint32_t bits) {
    const float x = std::bit_cast<float>(bits);
    const std::uint16_t wanted = reference::round_to<typename Pair::format>(x);
    ASSERT_EQ(core::narrow<typename Pair::element>(x).bits, wanted) << std::hexfloat << x;
    ASSERT_EQ(core::narrow_pair<typename Pair::element>(x, 1.0f) & 0xffff, wanted) << std::hexfloat << x;
    ASSERT_EQ(core::narrow_pair<typename Pair::element>(1.0f, x) >> 16, wanted) << std::hexfloat << x;
}

// Denormal products and overflows included.
TYPED_TEST(half_test, a_product_rounded_to_odd_becomes_the_nearest_number) {
    using format = typename TypeParam::format;
    for (const float slope : {0.01f, 0.1f, 0.3f, -0.3f, 0.5f, 1.7f, -1e-3f, 1e-20f, 3e-39f, 1e-45f, 1e20f, 3e38f}) {
        for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
            const auto pattern = static_cast<std::uint16_t>(bits);
            const long double x = reference::decode<format>(pattern);
            if (std::isfinite(x)) {
                const float product = core::fma_to_odd(static_cast<float>(x), slope, -0.0f);
                ASSERT_EQ(core::narrow<typename TypeParam::element>(product).bits,
                          reference::round_to<format>(x * slope))
                    << static_cast<double>(x) << " times " << slope;
            }
        }
    }
}

TYPED_TEST(half_test, converts_from_and_to_float) {
    using element = typename TypeParam::element;
    using format = typename TypeParam::format;
    static_assert(element(1.5f).bits == element::from_bits(element(1.5f).bits).bits);
    static_assert(static_cast<float>(element(-1.5f)) == -1.5f);
    static_assert(static_cast<float>(element(0x1.01p0f)) == (std::same_as<element, float16> ? 0x1.01p0f : 1.0f));
    for (const float x : {0.1f, -65519.0f, 65520.0f, 1e-7f, 0x1.fffp-15f, std::numeric_limits<float>::infinity()}) {
        volatile float at_run_time = x;
        EXPECT_EQ(element(float(at_run_time)).bits, reference::round_to<format>(x)) << x;
        EXPECT_EQ(static_cast<long double>(static_cast<float>(element(x))), reference::decode<format>(element(x).bits));
    }
    EXPECT_EQ(element(std::numeric_limits<float>::quiet_NaN()).bits, 0x7fff);
    // A double would be rounded twice, and an int be taken for bits or for a number.
    static_assert(!std::constructible_from<element, double> && !std::constructible_from<element, int>);
    static_assert(!std::convertible_to<float, element> && !std::convertible_to<element, float>);
}

TYPED_TEST(half_test, widening_is_exact) {
    for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
        const auto pattern = static_cast<std::uint16_t>(bits);
        const float x = core::widen(TypeParam::element::from_bits(pattern));
        const auto wanted = static_cast<float>(reference::decode<typename TypeParam::format>(pattern));
        if (std::isnan(wanted)) {
            ASSERT_TRUE(std::isnan(x)) << std::hex << bits;
        } else {
            ASSERT_EQ(std::bit_cast<std::uint32_t>(x), std::bit_cast<std::uint32_t>(wanted)) << std::hex << bits;
        }
    }
}

TYPED_TEST(half_test, numbers_come_back) {
    for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
        const auto h = TypeParam::element::from_bits(static_cast<std::uint16_t>(bits));
        const bool nan = std::isnan(core::widen(h));
        ASSERT_EQ(core::narrow<typename TypeParam::element>(core::widen(h)).bits, nan ? 0x7fff : bits);
    }
}

TYPED_TEST(half_test, rounding_is_to_nearest_even) {
    using format = typename TypeParam::format;
    for (std::uint32_t pattern = 0; pattern < format::infinity; ++pattern) {
        // Half way to the next number, which after the last is the one that an unbounded exponent would have.
        const auto low = static_cast<float>(reference::decode<format>(static_cast<std::uint16_t>(pattern)));
        const auto unit = static_cast<float>(reference::unit_at<format>(low));
        const auto half_way = std::bit_cast<std::uint32_t>(low + unit / 2);
        for (std::uint32_t i = half_way < 2 ? 0 : half_way - 2; i <= half_way + 2; ++i) {
            expect_nearest<TypeParam>(i);
            expect_nearest<TypeParam>(i | 0x80000000u);
        }
    }
}

TYPED_TEST(half_test, every_exponent_and_nan) {
    for (std::uint32_t bits = 0; bits < 0xfffff000u; bits += 0x1fff3) {
        expect_nearest<TypeParam>(bits);
    }
    for (const std::uint32_t nan : {0x7f800001u, 0x7fc00000u, 0x7fffffffu, 0xff800001u, 0xffffffffu}) {
        expect_nearest<TypeParam>(nan);
    }
}

// What a formula gives for a NaN goes to the conversion as it is, where no pack looks for NaNs: it must be one, also of
// a NaN whose bits overflow where they are added to.
template <class Element, class A>
void expect_nan_for_nan() {
    const core::prepared_for<A, Element> f{A{}};
    for (const std::uint32_t bits : {0x7fffffffu, 0xffffffffu, 0x7fc00000u, 0xffc00001u}) {
        const float x = core::ops<float>::from_bits(bits);
        const auto [value, derivative] = f(x);
        EXPECT_TRUE(std::isnan(value)) << A::facts.name << " of " << std::hex << bits;
        EXPECT_TRUE(std::isnan(derivative)) << A::facts.name << "' of " << std::hex << bits;
        const float in[] = {x, 1.0f};
        float dx[1];
        passes::apply_plain<passes::backward>(f, in, dx);
        EXPECT_TRUE(std::isnan(dx[0])) << A::facts.name << ", backward, of " << std::hex << bits;
    }
}

template <class... As>
void expect_nan_for_nan(core::list<As...>) {
    (expect_nan_for_nan<float16, As>(), ...);
    (expect_nan_for_nan<bfloat16, As>(), ...);
}

TEST(half, every_formula_of_16_bits_gives_nan_for_nan) {
    expect_nan_for_nan(actjet::all{});
}

}  // namespace
}  // namespace actjet::test
