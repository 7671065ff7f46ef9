// The facts of the catalogue, each as a property, in the place under test.
#include "tests/support/inputs.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <string>

namespace {

using namespace actjet::test;

class facts : public testing::TestWithParam<entry> {
  protected:
    const actjet_activation_info& info = *GetParam().info;
    actjet_activation id = static_cast<actjet_activation>(info.id);
};

TEST_P(facts, values_stay_in_the_range) {
    const auto x = stratified_floats(sample_size(200000));
    const auto y = run(id, ACTJET_FORWARD, ACTJET_FLOAT32, x).first;
    for (std::size_t i = 0; i < x.size(); ++i) {
        ASSERT_FALSE(std::isnan(y[i])) << x[i];
        // A bound that is no float32 may be met by its nearest float32.
        ASSERT_GE(y[i], static_cast<float>(info.lower)) << x[i];
        ASSERT_LE(y[i], static_cast<float>(info.upper)) << x[i];
    }
}

TEST_P(facts, a_monotone_function_never_decreases_and_another_does) {
    auto x = stratified_floats(sample_size(200000));
    const auto slope = run(id, ACTJET_JET, ACTJET_FLOAT32, x).second;
    const bool decreases = std::any_of(slope.begin(), slope.end(), [](float d) { return d < 0; });
    if (info.monotone) {
        EXPECT_FALSE(decreases);
    } else if (std::string(info.name) != "threshold" && std::string(info.name) != "hardshrink") {
        EXPECT_TRUE(decreases);  // the two may only jump
    }
    // Values on a grid that is coarse against the error bounds.
    x.clear();
    for (int i = -4000; i <= 4000; ++i) {
        x.push_back(static_cast<float>(i) * 0.005f);
    }
    const auto y = run(id, ACTJET_FORWARD, ACTJET_FLOAT32, x).first;
    const bool sorted = std::is_sorted(y.begin(), y.end());
    EXPECT_EQ(sorted, static_cast<bool>(info.monotone));
}

TEST_P(facts, an_odd_function_is_odd_bit_for_bit_and_another_is_not) {
    auto x = stratified_floats(sample_size(100000));
    auto mirrored = x;
    std::transform(x.begin(), x.end(), mirrored.begin(), [](float v) { return -v; });
    const auto y = run(id, ACTJET_JET, ACTJET_FLOAT32, x), z = run(id, ACTJET_JET, ACTJET_FLOAT32, mirrored);
    bool odd = true;
    for (std::size_t i = 0; i < x.size() && odd; ++i) {
        odd = std::bit_cast<std::uint32_t>(z.first[i]) == std::bit_cast<std::uint32_t>(-y.first[i]) &&
              z.second[i] == y.second[i];
    }
    EXPECT_EQ(odd, static_cast<bool>(info.odd));
}

TEST_P(facts, the_derivative_vanishes_at_an_end_where_the_function_saturates) {
    const float far = 1e30f;
    const auto slope = run(id, ACTJET_JET, ACTJET_FLOAT32, std::vector<float>{-far, far}).second;
    EXPECT_EQ(std::fabs(slope[0]) < 1e-20f, static_cast<bool>(info.saturates_left)) << slope[0];
    EXPECT_EQ(std::fabs(slope[1]) < 1e-20f, static_cast<bool>(info.saturates_right)) << slope[1];
}

// The three passes are one function: the same bits for the value, and a backward pass of dy = 1 is the derivative.
TEST_P(facts, modes_agree_bit_for_bit) {
    auto x = stratified_floats(sample_size(100000));
    for (const float special : {INFINITY, -INFINITY, NAN}) {
        x.push_back(special);
    }
    const std::vector<float> ones(x.size(), 1.0f);
    const auto both = run(id, ACTJET_JET, ACTJET_FLOAT32, x);
    const auto forward = run(id, ACTJET_FORWARD, ACTJET_FLOAT32, x).first;
    const auto backward = run(id, ACTJET_BACKWARD, ACTJET_FLOAT32, x, ones).first;
    for (std::size_t i = 0; i < x.size(); ++i) {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(forward[i]), std::bit_cast<std::uint32_t>(both.first[i])) << x[i];
        ASSERT_EQ(std::bit_cast<std::uint32_t>(backward[i]), std::bit_cast<std::uint32_t>(both.second[i])) << x[i];
    }
}

TEST_P(facts, the_derivative_is_zero_on_an_interval_where_the_function_is_flat) {
    std::vector<float> x;
    for (int i = -4000; i <= 4000; ++i) {
        x.push_back(static_cast<float>(i) * 0.002f);
    }
    const auto slope = run(id, ACTJET_JET, ACTJET_FLOAT32, x).second;
    EXPECT_EQ(std::count(slope.begin(), slope.end(), 0.0f) > 100, static_cast<bool>(info.flat));
}

// dx is dy f'(x); with a masked gradient it is +0 where f' is 0 and the function is flat, whatever dy is. FAULTS F52.
template <class Number, class Bits>
void check_gradients(const actjet_activation_info& info, actjet_dtype dtype, const std::vector<Number>& x, Number dy,
                     Bits not_a_number) {
    const auto id = static_cast<actjet_activation>(info.id);
    const std::vector<Number> dys(x.size(), dy);
    const auto slope = run(id, ACTJET_JET, dtype, x).second;
    const auto product = run(id, ACTJET_BACKWARD, dtype, x, dys).first;
    const auto masked = run(id, ACTJET_BACKWARD, dtype, x, dys, {}, ACTJET_MASK_GRADIENT).first;
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool shut = info.flat && std::bit_cast<Bits>(slope[i]) == 0;
        if (shut) {
            ASSERT_EQ(std::bit_cast<Bits>(product[i]), not_a_number) << i;
        }
        ASSERT_EQ(std::bit_cast<Bits>(masked[i]), shut ? Bits{0} : std::bit_cast<Bits>(product[i])) << i;
        zeros += shut;
    }
    EXPECT_EQ(zeros > 0, static_cast<bool>(info.flat));
}

TEST_P(facts, a_masked_gradient_passes_nothing_where_the_function_is_flat) {
    auto x = stratified_floats(sample_size(20000));
    for (const float special : {INFINITY, -INFINITY, NAN}) {
        x.push_back(special);
    }
    for (const float dy : {INFINITY, -INFINITY, NAN}) {
        check_gradients<float, std::uint32_t>(info, ACTJET_FLOAT32, x, dy, 0x7fffffff);
        check_gradients<double, std::uint64_t>(info, ACTJET_FLOAT64, {x.begin(), x.end()}, dy, 0x7ff8000000000000);
    }
    std::vector<std::uint16_t> all(65536);
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    check_gradients<std::uint16_t, std::uint16_t>(info, ACTJET_FLOAT16, all, 0x7c00, 0x7fff);
    check_gradients<std::uint16_t, std::uint16_t>(info, ACTJET_BFLOAT16, all, 0xff80, 0x7fff);
}

// Every NaN, of any payload and sign, gives the canonical NaN in every output of every dtype. FAULTS F06.
TEST_P(facts, nan_gives_the_canonical_nan) {
    std::vector<float> x;
    for (const std::uint32_t bits : {0x7f800001u, 0x7fc00000u, 0x7fffffffu, 0xff800001u, 0xffc00000u, 0xffffffffu}) {
        x.push_back(std::bit_cast<float>(bits));
    }
    const std::vector<float> numbers(x.size(), 2.0f);
    const auto both = run(id, ACTJET_JET, ACTJET_FLOAT32, x);
    for (const auto* out : {&both.first, &both.second}) {
        for (const float value : *out) {
            EXPECT_EQ(std::bit_cast<std::uint32_t>(value), 0x7fffffffu);
        }
    }
    for (const auto& dx : {run(id, ACTJET_BACKWARD, ACTJET_FLOAT32, x, numbers).first,
                           run(id, ACTJET_BACKWARD, ACTJET_FLOAT32, numbers, x).first}) {
        for (const float value : dx) {
            EXPECT_EQ(std::bit_cast<std::uint32_t>(value), 0x7fffffffu);
        }
    }
    const std::vector<double> wide{std::nan("7"), -std::nan("")};
    for (const double value : run(id, ACTJET_JET, ACTJET_FLOAT64, wide).second) {
        EXPECT_EQ(std::bit_cast<std::uint64_t>(value), 0x7ff8000000000000u);
    }
    const std::vector<std::uint16_t> half{0x7c01, 0xfe00, 0xffff}, brain{0x7f81, 0xffc0, 0xffff};
    for (const std::uint16_t bits : run(id, ACTJET_JET, ACTJET_FLOAT16, half).second) {
        EXPECT_EQ(bits, 0x7fff);
    }
    for (const std::uint16_t bits : run(id, ACTJET_FORWARD, ACTJET_BFLOAT16, brain).first) {
        EXPECT_EQ(bits, 0x7fff);
    }
}

INSTANTIATE_TEST_SUITE_P(each, facts, testing::ValuesIn(catalogue()), testing::PrintToStringParamName());

}  // namespace
