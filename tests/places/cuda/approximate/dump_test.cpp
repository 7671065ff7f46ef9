// Dumps of results that no device made: the correctly rounded ones, wrong by as much as is wanted.
#include "dump.hpp"

#include <gtest/gtest.h>

#include <mpfr.h>

#include <bit>
#include <cmath>
#include <sstream>

namespace actjet::approximate {
namespace {

std::uint32_t hash(std::uint32_t x) {
    x = (x ^ x >> 16) * 0x7feb352d;
    x = (x ^ x >> 15) * 0x846ca68b;
    return x ^ x >> 16;
}

const inputs all_kinds{0, 16411 * 16, 0xffffffff / (16411 * 16) + 1};
const inputs one_binade{0x3f800000, 1, 1 << 16};

class every_instruction : public testing::TestWithParam<std::string_view> {};

void expect_round_trip(instruction what, const inputs& over, const std::vector<std::uint32_t>& results) {
    std::stringstream file;
    write(file, encode(what, over, results));
    write(file, encode(what, over, results));
    for (int copy = 0; copy < 2; ++copy) {
        const auto back = read(file);
        ASSERT_TRUE(back);
        EXPECT_EQ(back->what, what);
        EXPECT_EQ(back->over, over);
        ASSERT_EQ(decode(*back), results);
    }
    EXPECT_FALSE(read(file));
}

TEST_P(every_instruction, has_its_results_back_when_they_are_a_few_units_off) {
    const instruction what = instruction_called(GetParam());
    std::vector<std::uint32_t> results = correctly_rounded(what, one_binade);
    for (std::uint32_t& result : results) {
        result += hash(result) % 5 - 2;
    }
    expect_round_trip(what, one_binade, results);
}

TEST_P(every_instruction, has_its_results_back_whatever_they_are) {
    const instruction what = instruction_called(GetParam());
    std::vector<std::uint32_t> results(all_kinds.count);
    for (std::uint32_t i = 0; i < all_kinds.count; ++i) {
        results[i] = i % 3 ? hash(i) : correctly_rounded(what, all_kinds[i]);
    }
    expect_round_trip(what, all_kinds, results);
}

// Results on a slope or a curve away from the correctly rounded ones take few codes, since their differences are coded.
TEST_P(every_instruction, with_smooth_errors_takes_a_byte_a_result) {
    const instruction what = instruction_called(GetParam());
    std::vector<std::uint32_t> results = correctly_rounded(what, one_binade);
    for (std::uint32_t i = 0; i < one_binade.count; ++i) {
        results[i] += static_cast<std::uint32_t>(3000 + std::int64_t{i} * (65536 - i) / (1 << 14));
    }
    const record smooth = encode(what, one_binade, results);
    EXPECT_GT(smooth.order, 0);
    EXPECT_LT(smooth.codes.size(), one_binade.count + 100);
    EXPECT_LT(information(smooth.codes), one_binade.count / 2.0);
    EXPECT_EQ(decode(smooth), results);
}

INSTANTIATE_TEST_SUITE_P(dump, every_instruction, testing::ValuesIn(names), [](const auto& each) {
    std::string name(each.param);
    for (char& c : name) {
        c = c == '.' ? '_' : c;
    }
    return name;
});

// The quick estimate never decides otherwise than MPFR.
TEST(correctly_rounded, is_what_mpfr_rounds) {
    mpfr_t value;
    mpfr_init2(value, 300);
    const auto expect = [&](instruction what, auto function) {
        for (std::uint32_t i = 0; i < 20000; ++i) {
            const std::uint32_t x = hash(i) & 0x7fffffff;
            if (x == 0 || x >= 0x7f800000) {
                continue;
            }
            mpfr_set_flt(value, std::bit_cast<float>(x), MPFR_RNDN);
            function(value, value, MPFR_RNDN);
            ASSERT_EQ(correctly_rounded(what, x), std::bit_cast<std::uint32_t>(mpfr_get_flt(value, MPFR_RNDN)))
                << name_of(what) << " of " << std::hex << x;
        }
    };
    expect(instruction::ex2_ftz, mpfr_exp2);
    expect(instruction::lg2_ftz, mpfr_log2);
    expect(instruction::rcp_ftz, [](auto to, auto from, mpfr_rnd_t r) { return mpfr_ui_div(to, 1, from, r); });
    expect(instruction::rsqrt_ftz, mpfr_rec_sqrt);
    expect(instruction::tanh, mpfr_tanh);
    mpfr_clear(value);
}

TEST(correctly_rounded, has_ieee_754_ties_denormals_and_special_values) {
    const auto of = [](instruction what, float x) {
        return std::bit_cast<float>(correctly_rounded(what, std::bit_cast<std::uint32_t>(x)));
    };
    EXPECT_EQ(of(instruction::ex2, -149), 0x1p-149f);
    EXPECT_EQ(of(instruction::ex2, -150), 0);  // a tie, and zero is even
    EXPECT_EQ(of(instruction::ex2, std::nextafter(-150.0f, 0.0f)), 0x1p-149f);
    EXPECT_EQ(of(instruction::ex2, 128), HUGE_VALF);
    EXPECT_EQ(of(instruction::ex2, -HUGE_VALF), 0);
    EXPECT_EQ(of(instruction::lg2, 0), -HUGE_VALF);
    EXPECT_EQ(of(instruction::lg2, 0x1p-149f), -149);
    EXPECT_EQ(of(instruction::rcp, -0.0f), -HUGE_VALF);
    EXPECT_EQ(of(instruction::rcp, 0x1p-149f), HUGE_VALF);
    EXPECT_EQ(of(instruction::rcp, 0x1p127f), 0x1p-127f);
    EXPECT_EQ(of(instruction::rsqrt, 0x1p-148f), 0x1p74f);
    EXPECT_EQ(of(instruction::tanh, -HUGE_VALF), -1);
    EXPECT_EQ(of(instruction::tanh, 0x1p-149f), 0x1p-149f);
    EXPECT_EQ(correctly_rounded(instruction::lg2, 0xbf800000), 0x7fffffffu);
    EXPECT_EQ(correctly_rounded(instruction::rcp, 0xffc00001), 0x7fffffffu);
}

TEST(a_record, that_is_damaged_is_refused) {
    std::stringstream file;
    write(file, encode(instruction::rcp, one_binade, correctly_rounded(instruction::rcp, one_binade)));
    const std::string whole = file.str();
    std::stringstream cut(whole.substr(0, whole.size() - 1));
    EXPECT_THROW(read(cut), std::runtime_error);
    std::stringstream unknown("sin.approx.f32 0x0 0x1 1 0 1\nx");
    EXPECT_THROW(read(unknown), std::invalid_argument);
    std::stringstream order("rcp.approx.f32 0x0 0x1 1 3 1\nx");
    EXPECT_THROW(read(order), std::runtime_error);
    std::stringstream fewer("rcp.approx.f32 0x3f800000 0x1 2 0 1\nx");
    const auto of = read(fewer);
    ASSERT_TRUE(of);
    EXPECT_THROW(decode(*of), std::runtime_error);
}

}  // namespace
}  // namespace actjet::approximate
