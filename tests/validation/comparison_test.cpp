// What is decided from estimates is what the better references say.
#include "host/validation/judging/comparison.hpp"

#include <gtest/gtest.h>
#include <tests/reference/ulp.hpp>

#include <actjet/actjet.hpp>

#include <algorithm>
#include <bit>
#include <span>

namespace {

using actjet::validation::compare;
using actjet::validation::comparison;
using actjet::validation::standard;
using actjet::validation::tally;
namespace reference = actjet::reference;

class estimates : public testing::TestWithParam<std::int32_t> {
  protected:
    const actjet_activation_info& info = *actjet_activation_at(GetParam());

    // Runs of inputs all over the patterns, ascending; spoiled: some results of the library changed by one unit or
    // more, and some in their sign.
    void run(bool spoiled) {
        for (std::uint64_t first = 0; first < std::uint64_t{1} << 32; first += 0x00155555) {
            for (std::uint32_t i = 0; i < 20; ++i) {
                x.push_back(static_cast<std::uint32_t>(first) + i);
            }
        }
        std::vector<float> in(x.size()), y(x.size()), d(x.size());
        std::transform(x.begin(), x.end(), in.begin(), [](std::uint32_t b) { return std::bit_cast<float>(b); });
        actjet::jet(actjet::named(info.name), actjet::cpu, in, y, d);
        for (const auto& [from, to] : {std::pair(&y, &value), std::pair(&d, &derivative)}) {
            to->resize(x.size());
            std::transform(from->begin(), from->end(), to->begin(),
                           [](float f) { return std::bit_cast<std::uint32_t>(f); });
            for (std::size_t i = 0; spoiled && i < x.size(); i += 97) {
                (*to)[i] += static_cast<std::uint32_t>(i % 5) - 1;
                (*to)[i] ^= i % 11 == 0 ? 0x80000000 : 0;
            }
        }
    }

    comparison compare_with(bool estimated) const {
        std::vector<double> parameters;
        for (int i = 0; i < info.parameter_count; ++i) {
            parameters.push_back(static_cast<float>(info.parameters[i].standard));
        }
        const standard exact{reference::activations()[static_cast<std::size_t>(info.id)],
                             parameters,
                             info.value_ulp,
                             info.derivative_ulp,
                             estimated,
                             actjet::validation::judged_signs::of_all};
        return compare<reference::float32>(exact, {}, x.size(), x.data(), value.data(), derivative.data());
    }

    std::vector<std::uint32_t> x, value, derivative;
};

void expect_equal(const tally& found, const tally& wanted) {
    EXPECT_EQ(found.above_half, wanted.above_half);
    EXPECT_EQ(found.above_one, wanted.above_one);
    EXPECT_EQ(found.above_two, wanted.above_two);
    EXPECT_EQ(found.wrong_sign.count, wanted.wrong_sign.count);
    EXPECT_EQ(found.wrong_infinity.count, wanted.wrong_infinity.count);
    const auto &cases = found.finite.all(), &wanted_cases = wanted.finite.all();
    ASSERT_EQ(cases.size(), wanted_cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        EXPECT_EQ(cases[i].ulp, wanted_cases[i].ulp);
        EXPECT_EQ(cases[i].input, wanted_cases[i].input);
        EXPECT_EQ(cases[i].result, wanted_cases[i].result);
    }
}

TEST_P(estimates, find_what_the_reference_finds) {
    for (const bool spoiled : {false, true}) {
        run(spoiled);
        const comparison found = compare_with(true), wanted = compare_with(false);
        expect_equal(found.value, wanted.value);
        expect_equal(found.derivative, wanted.derivative);
        if (spoiled) {
            EXPECT_GE(found.value.worst().ulp, 1);
            EXPECT_GT(found.value.wrong_sign.count, 0u);
        }
        x.clear();
    }
}

INSTANTIATE_TEST_SUITE_P(each, estimates, testing::Range(0, actjet_activation_count()),
                         [](const auto& each) { return std::string(actjet_activation_at(each.param)->name); });

}  // namespace
