// Units in the last place and rounding, by cases worked out by hand, and for the 16-bit formats on every number.
#include "ulp.hpp"
#include "exact.hpp"

#include <gtest/gtest.h>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace actjet::reference {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr float float_max = std::numeric_limits<float>::max();
constexpr float float_inf = std::numeric_limits<float>::infinity();
constexpr float float_nan = std::numeric_limits<float>::quiet_NaN();

TEST(ulp_error, counts_spacings_of_the_exact_value) {
    EXPECT_EQ(ulp_error(1.0f, 1 + 0x1p-23L), 1);
    EXPECT_EQ(ulp_error(-1.0f, -1 - 0x1p-23L), 1);
    EXPECT_EQ(ulp_error(-1.0f, 1.0L), 0x1p+24);
    EXPECT_EQ(ulp_error(3.0f, 3.0L), 0);
    EXPECT_EQ(ulp_error(0x1.000002p+10f, 0x1.000001p+10L), 0.5);
}

TEST(ulp_error, halves_below_a_power_of_two) {
    EXPECT_EQ(ulp_error(2.0f, 2 - 0x1p-25L), 0.25);
    EXPECT_EQ(ulp_error(2.0f, 2 + 0x1p-25L), 0.125);
    EXPECT_EQ(ulp_error(2.0f, 2.0L), 0);
    // 2 - 2^-60 becomes 2 as a double, but lies below 2.
    EXPECT_EQ(ulp_error(2 + 0x1p-22f, 2 - 0x1p-60L), 2 + 0x1p-37);
    EXPECT_EQ(unit_at<float32>(2 - 0x1p-62L), 0x1p-23L);
    EXPECT_EQ(unit_at<float64>(2 - 0x1p-62L), 0x1p-52L);
}

TEST(ulp_error, has_one_spacing_for_denormals_and_zero) {
    EXPECT_EQ(ulp_error(0x1p-149f, 0x1.8p-149L), 0.5);
    EXPECT_EQ(ulp_error(0.0f, 0x1p-160L), 0x1p-11);
    EXPECT_EQ(ulp_error(0x1p-149f, 0.0L), 1);
    EXPECT_EQ(ulp_error(-0.0f, 0.0L), 0);
    EXPECT_EQ(ulp_error(0x1p-126f, 0x1p-126L - 0x1p-150L), 0.5);
    EXPECT_EQ(ulp_error(0.0f, 0x1p-4000L), 0);
    EXPECT_EQ(unit_at<float32>(0x1p-4000L), 0x1p-149L);
    EXPECT_EQ(unit_at<float64>(0), 0x1p-1074L);
}

TEST(ulp_error, accepts_infinity_where_the_exact_value_rounds_to_it) {
    const long double threshold = 0x1p128L - 0x1p103L;
    const long double below = std::nextafter(threshold, 0.0L);
    EXPECT_EQ(float32::overflow(), threshold);
    EXPECT_EQ(ulp_error(float_inf, threshold), 0);
    EXPECT_EQ(ulp_error(-float_inf, -threshold), 0);
    EXPECT_EQ(ulp_error(float_inf, 1e4000L), 0);
    EXPECT_EQ(ulp_error(float_inf, std::numeric_limits<long double>::infinity()), 0);
    EXPECT_EQ(ulp_error(float_inf, below), infinite);
    EXPECT_EQ(ulp_error(-float_inf, threshold), infinite);
    EXPECT_EQ(ulp_error(float_max, std::numeric_limits<long double>::infinity()), infinite);
    EXPECT_EQ(ulp_error(float_max, 0x1p128L), 1);
    EXPECT_EQ(ulp_error(float_max, threshold), 0.5);
}

TEST(ulp_error, never_accepts_nan) {
    EXPECT_EQ(ulp_error(float_nan, 1.0L), infinite);
    EXPECT_EQ(ulp_error(float_nan, 1e4000L), infinite);
    EXPECT_EQ(ulp_error(1.0f, std::numeric_limits<long double>::quiet_NaN()), infinite);
}

TEST(ulp_error, knows_the_16_bit_formats) {
    EXPECT_EQ(ulp_error<float16>(0x3c00, 1 + 0x1p-10L), 1);
    EXPECT_EQ(ulp_error<float16>(0x4000, 2 - 0x1p-12L), 0.25);
    EXPECT_EQ(ulp_error<float16>(0x0001, 0x1.8p-24L), 0.5);
    EXPECT_EQ(ulp_error<float16>(0x0000, 0x1p-26L), 0.25);
    EXPECT_EQ(ulp_error<float16>(0x7c00, 65520.0L), 0);
    EXPECT_EQ(ulp_error<float16>(0x7c00, 65519.9L), infinite);
    EXPECT_EQ(ulp_error<float16>(0x7bff, 65520.0L), 0.5);
    EXPECT_EQ(ulp_error<float16>(0x7e00, 1.0L), infinite);
    EXPECT_EQ(ulp_error<bfloat16>(0x3f80, 1 + 0x1p-7L), 1);
    EXPECT_EQ(ulp_error<bfloat16>(0xbf80, -1 - 0x1p-8L), 0.5);
    EXPECT_EQ(ulp_error<bfloat16>(0x0001, 0x1.8p-133L), 0.5);
    EXPECT_EQ(ulp_error<bfloat16>(0x7f80, 0x1p128L - 0x1p119L), 0);
    EXPECT_EQ(ulp_error<bfloat16>(0x7f80, 0x1.fep+127L), infinite);
}

// Rounding to float32 first would end at the tie, and so at the even neighbour.
TEST(round_to, rounds_once) {
    EXPECT_EQ(round_to<float16>(1 + 0x1p-11L + 0x1p-40L), 0x3c01);
    EXPECT_EQ(round_to<bfloat16>(1 + 0x1p-8L + 0x1p-40L), 0x3f81);
    EXPECT_EQ(round_to<float32>(1 + 0x1p-24L + 0x1p-60L), 0x3f800001u);
}

TEST(round_to, takes_ties_to_even) {
    EXPECT_EQ(round_to<float16>(1 + 0x1p-11L), 0x3c00);
    EXPECT_EQ(round_to<float16>(1 + 0x3p-11L), 0x3c02);
    EXPECT_EQ(round_to<float16>(0x1p-25L), 0x0000);
    EXPECT_EQ(round_to<float16>(0x1.8p-24L), 0x0002);
    EXPECT_EQ(round_to<bfloat16>(1 + 0x1p-8L), 0x3f80);
    EXPECT_EQ(round_to<bfloat16>(1 + 0x3p-8L), 0x3f82);
}

TEST(round_to, covers_the_ends) {
    EXPECT_EQ(round_to<float16>(65504.0L), 0x7bff);
    EXPECT_EQ(round_to<float16>(std::nextafter(65520.0L, 0.0L)), 0x7bff);
    EXPECT_EQ(round_to<float16>(65520.0L), 0x7c00);
    EXPECT_EQ(round_to<float16>(-1e4000L), 0xfc00);
    EXPECT_EQ(round_to<float16>(std::nextafter(0x1p-25L, 1.0L)), 0x0001);
    EXPECT_EQ(round_to<float16>(-0.0L), 0x8000);
    EXPECT_EQ(round_to<float16>(-0x1p-4000L), 0x8000);
    EXPECT_EQ(round_to<bfloat16>(0x1p128L - 0x1p119L), 0x7f80);
    EXPECT_EQ(round_to<bfloat16>(std::numeric_limits<long double>::infinity()), 0x7f80);
    EXPECT_EQ(round_to<float32>(0x1p-126L - 0x1p-150L), 0x00800000u);
    EXPECT_EQ(round_to<float64>(0x1p-1075L), 0u);
    EXPECT_EQ(round_to<float64>(1 + 0x1.8p-52L), 0x3ff0000000000002u);
    const long double nan = -std::numeric_limits<long double>::quiet_NaN();
    EXPECT_EQ(round_to<float16>(nan), 0x7fff);
    EXPECT_EQ(round_to<bfloat16>(nan), 0x7fff);
    EXPECT_EQ(round_to<float32>(nan), 0x7fffffffu);
    EXPECT_EQ(round_to<float64>(nan), 0x7ff8000000000000u);
}

// Every number is itself, and between two neighbours the halfway point decides, with the tie to the even pattern.
template <class Format>
void check_all_neighbours() {
    for (std::uint32_t pattern = 0; pattern < Format::infinity; ++pattern) {
        const auto low = static_cast<std::uint16_t>(pattern);
        const auto high = static_cast<std::uint16_t>(pattern + 1);
        const long double upper =
            high == Format::infinity ? std::ldexp(1.0L, Format::maximal_exponent + 1) : decode<Format>(high);
        const long double middle = (decode<Format>(low) + upper) / 2;
        const auto even = static_cast<std::uint16_t>(low + (low & 1));
        ASSERT_EQ(round_to<Format>(decode<Format>(low)), low);
        ASSERT_EQ(round_to<Format>(-decode<Format>(low)), low | Format::sign);
        ASSERT_EQ(round_to<Format>(std::nextafter(middle, 0.0L)), low);
        ASSERT_EQ(round_to<Format>(middle), even) << low;
        ASSERT_EQ(round_to<Format>(std::nextafter(middle, upper)), high);
        ASSERT_EQ(ulp_error<Format>(low, middle), 0.5);
    }
}

TEST(round_to, is_right_between_all_float16_neighbours) {
    check_all_neighbours<float16>();
}
TEST(round_to, is_right_between_all_bfloat16_neighbours) {
    check_all_neighbours<bfloat16>();
}

TEST(round_to, agrees_with_the_processor) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> mantissa(-2, 2);
    std::uniform_int_distribution<int> exponent(-1080, 200);
    for (int i = 0; i < 100000; ++i) {
        const double x = std::ldexp(mantissa(random), exponent(random));
        const long double wide = static_cast<long double>(x) * 1.0000000000000001L;
        ASSERT_EQ(round_to<float32>(wide), std::bit_cast<std::uint32_t>(static_cast<float>(wide))) << x;
        ASSERT_EQ(round_to<float64>(wide), std::bit_cast<std::uint64_t>(static_cast<double>(wide))) << x;
        ASSERT_EQ(decode<float32>(std::bit_cast<std::uint32_t>(static_cast<float>(x))), static_cast<float>(x));
        ASSERT_EQ(decode<float64>(std::bit_cast<std::uint64_t>(x)), x);
    }
}

// A number in MPFR, from a decimal.
struct big {
    mpfr_t number;
    explicit big(const char* decimal, mpfr_prec_t precision = 400) {
        mpfr_init2(number, precision);
        mpfr_set_str(number, decimal, 10, MPFR_RNDN);
    }
    ~big() { mpfr_clear(number); }
    big(const big&) = delete;
    big& operator=(const big&) = delete;
};

TEST(ulp_error, measures_doubles_against_mpfr) {
    // The double nearest to 0.1 is 0.1 + 5.551115123125782702e-18, in a binade whose unit is 2^-56.
    EXPECT_NEAR(ulp_error(0.1, big("0.1").number), 5.551115123125782702e-18 * 0x1p56, 1e-15);
    big below("2");
    mpfr_nextbelow(below.number);
    EXPECT_EQ(ulp_error(2 + 0x1p-51, below.number), 2);
    EXPECT_EQ(ulp_error(0.0, big("0").number), 0);
    EXPECT_EQ(ulp_error(0x1p-1074, big("0").number), 1);
    EXPECT_NEAR(ulp_error(0.0, big("1e-324").number), 1e-324L / 0x1p-1074L, 1e-15);
    EXPECT_EQ(ulp_error(infinite, big("1.8e308").number), 0);
    EXPECT_EQ(ulp_error(infinite, big("1.7e308").number), infinite);
    EXPECT_EQ(ulp_error(-infinite, big("1.8e308").number), infinite);
    EXPECT_EQ(ulp_error(std::numeric_limits<double>::quiet_NaN(), big("1").number), infinite);
    EXPECT_EQ(ulp_error(infinite, big("1e9999999").number), 0);
}

TEST(ulp_error, measures_floats_against_mpfr) {
    EXPECT_EQ(ulp_error(1 + 0x1p-23f, big("1").number), 1);
    EXPECT_EQ(ulp_error(float_inf, big("3.41e38").number), 0);
    EXPECT_EQ(ulp_error(float_inf, big("3.40e38").number), infinite);
    EXPECT_EQ(float32_error(1e4000L, big("1.1e4000").number), 0);
    EXPECT_EQ(float32_error(-1e4000L, big("1e4000").number), infinite);
}

}  // namespace
}  // namespace actjet::reference
