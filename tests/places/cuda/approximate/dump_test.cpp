// Dumps of results that no device made: the correctly rounded ones, wrong by as much as is wanted.
#include "dump.hpp"
#include "entropy.hpp"

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
    for (const std::uint32_t most : {0, 2, 127, 130}) {
        std::vector<std::uint32_t> results = correctly_rounded(what, one_binade);
        for (std::uint32_t i = 0; i < one_binade.count; ++i) {
            results[i] += hash(i) % (2 * most + 1) - most;
        }
        expect_round_trip(what, one_binade, results);
    }
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
TEST_P(every_instruction, with_smooth_errors_takes_less_than_half_a_byte_a_result) {
    const instruction what = instruction_called(GetParam());
    std::vector<std::uint32_t> results = correctly_rounded(what, one_binade);
    for (std::uint32_t i = 0; i < one_binade.count; ++i) {
        results[i] += static_cast<std::uint32_t>(3000 + std::int64_t{i} * (65536 - i) / (1 << 14));
    }
    const record smooth = encode(what, one_binade, results);
    EXPECT_GT(smooth.order, 0);
    EXPECT_LT(smooth.bytes.size(), one_binade.count / 2);
    EXPECT_EQ(decode(smooth), results);
}

TEST(a_record, with_too_little_room_keeps_fewer_of_the_inputs) {
    const auto noise = [](instruction what, const inputs& over) {
        std::vector<std::uint32_t> results = correctly_rounded(what, over);
        for (std::uint32_t i = 0; i < over.count; ++i) {
            results[i] += hash(over[i]) % 16;
        }
        return results;
    };
    // Four bits each.
    const record whole = encode_within(40000, instruction::tanh, one_binade, noise);
    EXPECT_EQ(whole.over, one_binade);
    const record quarter = encode_within(10000, instruction::tanh, one_binade, noise);
    EXPECT_LE(quarter.bytes.size(), 10000u);
    EXPECT_EQ(quarter.over, (inputs{one_binade.first, 4, one_binade.count / 4}));
    EXPECT_EQ(decode(quarter), noise(instruction::tanh, quarter.over));
    EXPECT_EQ(encode_within(0, instruction::tanh, one_binade, noise).over.count, 1u);
}

INSTANTIATE_TEST_SUITE_P(dump, every_instruction, testing::ValuesIn(names), [](const auto& each) {
    std::string name(each.param);
    for (char& c : name) {
        c = c == '.' ? '_' : c;
    }
    return name;
});

std::string bytes_with(std::size_t count, std::uint32_t kinds) {
    std::string bytes;
    for (std::uint32_t i = 0; i < count; ++i) {
        bytes += static_cast<char>(hash(i) % kinds * (hash(i + 1) % 3));
    }
    return bytes;
}

TEST(shortened_bytes, come_back) {
    for (const std::uint32_t kinds : {1u, 2u, 100u, 256u}) {
        for (const std::size_t count : {0, 1, 2, 1000, 100000}) {
            const std::string bytes = bytes_with(count, kinds);
            EXPECT_EQ(lengthen(shorten(bytes), count), bytes);
        }
    }
    std::string rare(200000, 'a');
    for (int i = 0; i < 256; ++i) {
        rare[static_cast<std::size_t>(i) * 700] = static_cast<char>(i);
    }
    EXPECT_EQ(lengthen(shorten(rare), rare.size()), rare);
}

// Three kinds, of 1/2, 1/4 and 1/4, have 1.5 bits.
TEST(shortened_bytes, take_what_they_tell) {
    std::string bytes;
    for (std::uint32_t i = 0; i < 100000; ++i) {
        bytes += static_cast<char>(std::max(0, static_cast<int>(hash(i) % 4) - 1));
    }
    EXPECT_LT(static_cast<double>(shorten(bytes).size()), 1.01 * 1.5 / 8 * 100000 + 516);
}

TEST(shortened_bytes, that_are_damaged_are_refused) {
    const std::string coded = shorten(bytes_with(1000, 100));
    EXPECT_THROW(lengthen(coded.substr(0, 100), 1000), std::runtime_error);
    EXPECT_THROW(lengthen(coded.substr(0, coded.size() - 1), 1000), std::runtime_error);
    EXPECT_THROW(lengthen(coded + "x", 1000), std::runtime_error);
    EXPECT_THROW(lengthen(coded, 999), std::runtime_error);
    EXPECT_THROW(lengthen(coded, 0), std::runtime_error);
}

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
    std::stringstream unknown("sin.approx.f32 0x0 0x1 1 0 1 1\nx");
    EXPECT_THROW(read(unknown), std::invalid_argument);
    std::stringstream order("rcp.approx.f32 0x0 0x1 1 3 1 1\nx");
    EXPECT_THROW(read(order), std::runtime_error);
    auto fewer = encode(instruction::rcp, one_binade, correctly_rounded(instruction::rcp, one_binade));
    ++fewer.over.count;
    EXPECT_THROW(decode(fewer), std::runtime_error);
}

}  // namespace
}  // namespace actjet::approximate
