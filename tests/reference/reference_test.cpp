// Certifies the long double reference against MPFR, and MPFR's derivatives against its values.
#include "reference.hpp"

#include "cases.hpp"
#include "exact.hpp"
#include "real.hpp"
#include "screen.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace actjet::reference {
namespace {

// Finite floats counted from zero, in order: -1 and 0 are -0 and +0.
std::int32_t rank_of(float x) {
    const auto bits = std::bit_cast<std::int32_t>(x);
    return bits >= 0 ? bits : -1 - (bits & 0x7fffffff);
}
float float_of(std::int32_t rank) {
    const std::uint32_t bits =
        rank >= 0 ? static_cast<std::uint32_t>(rank) : 0x80000000u | static_cast<std::uint32_t>(-1 - rank);
    return std::bit_cast<float>(bits);
}

constexpr std::int32_t last_rank = 0x7f7fffff;

void add_neighbours(std::vector<std::int32_t>& ranks, std::int32_t centre, std::int32_t radius) {
    for (std::int32_t d = -radius; d <= radius; ++d) {
        ranks.push_back(std::clamp(centre + d, -1 - last_rank, last_rank));
    }
}

// Every binade of both signs with its two ends, and the neighbourhoods of kinks, real or possible.
std::vector<std::int32_t> stratified_sample(const test_case& test, int per_binade) {
    std::mt19937 random(20240229);
    std::uniform_int_distribution<std::int32_t> mantissa(0, 0x7fffff);
    std::vector<std::int32_t> ranks;
    for (std::int32_t binade = 0; binade < 255; ++binade) {
        for (int i = 0; i < per_binade; ++i) {
            ranks.push_back(binade << 23 | mantissa(random));
            ranks.push_back(-1 - (binade << 23 | mantissa(random)));
        }
        for (const std::int32_t end : {binade << 23, binade << 23 | 0x7fffff}) {
            ranks.insert(ranks.end(), {end, -1 - end});
        }
    }
    std::vector<double> kinks{-3, -1, -0.5, 0, 0.5, 1, 3, 6, 160, -160};
    kinks.insert(kinks.end(), test.parameters.begin(), test.parameters.end());
    for (const double kink : kinks) {
        add_neighbours(ranks, rank_of(static_cast<float>(kink)), 8);
        add_neighbours(ranks, rank_of(static_cast<float>(-kink)), 8);
    }
    std::sort(ranks.begin(), ranks.end());
    return ranks;
}

long double derivative_at(const test_case& test, std::int32_t rank) {
    return evaluate(test.name, float_of(rank), test.parameters).derivative;
}

// Where the derivative changes its sign between two inputs of a sorted sample: the float just before, by bisection.
std::vector<std::int32_t> derivative_zeros(const test_case& test, const std::vector<std::int32_t>& ranks) {
    std::vector<std::int32_t> zeros;
    for (std::size_t i = 1; i < ranks.size(); ++i) {
        std::int32_t low = ranks[i - 1];
        std::int32_t high = ranks[i];
        const bool sign = derivative_at(test, low) < 0;
        if (derivative_at(test, low) * derivative_at(test, high) < 0) {
            while (high - low > 1) {
                const std::int32_t middle = low + (high - low) / 2;
                ((derivative_at(test, middle) < 0) == sign ? low : high) = middle;
            }
            zeros.push_back(low);
        }
    }
    return zeros;
}

struct worst {
    double error = 0;
    float x = 0;
    void see(double candidate, float at) {
        if (candidate > error) {
            *this = {candidate, at};
        }
    }
};

class certified : public testing::TestWithParam<test_case> {};

// Measured: 2e-10 and 4e-5, the latter next to a zero of the derivative.
constexpr double certified_value_error = 1e-9;
constexpr double certified_derivative_error = 1e-4;

// Those, and many next to the zeros of the derivative.
std::vector<std::int32_t> hard_sample(const test_case& test, int per_binade) {
    std::vector<std::int32_t> ranks = stratified_sample(test, per_binade);
    for (const std::int32_t zero : derivative_zeros(test, ranks)) {
        add_neighbours(ranks, zero, 2000);
    }
    return ranks;
}

TEST_P(certified, against_mpfr) {
    const test_case& test = GetParam();
    const std::vector<std::int32_t> ranks = hard_sample(test, 32);
    worst value;
    worst derivative;
    for (const std::int32_t rank : ranks) {
        const float x = float_of(rank);
        const jet fast = evaluate(test.name, x, test.parameters);
        value.see(float32_error(fast.value, exact(exact_value, test, real(x)).get()), x);
        derivative.see(float32_error(fast.derivative, exact(exact_derivative, test, real(x)).get()), x);
    }
    std::printf("%-12s %6zu inputs, error in float32 ULP: value %.1e at %a, derivative %.1e at %a\n", test.name.c_str(),
                ranks.size(), value.error, value.x, derivative.error, derivative.x);
    EXPECT_LE(value.error, certified_value_error) << "at " << value.x;
    EXPECT_LE(derivative.error, certified_derivative_error) << "at " << derivative.x;
}

// How far an estimate is from the truth, as a share of scale; 0 where both are too small or too large for float32.
double share(double estimate, const real& exact, double scale) {
    const long double truth = mpfr_get_ld(exact.get(), MPFR_RNDN);
    const long double off = std::fabs(estimate - truth);
    const bool beyond = std::min<long double>(std::fabs(estimate), std::fabs(truth)) > 0x1p129L;
    return beyond || off < 0x1p-200L ? 0 : static_cast<double>(off / scale);
}

TEST_P(certified, estimates_keep_their_tolerance) {
    const test_case& test = GetParam();
    const activation& function = *std::find_if(activations().begin(), activations().end(),
                                               [&](const activation& a) { return a.name == test.name; });
    const screen* const screen = find_screen(function);
    if (screen == nullptr) {
        GTEST_SKIP() << "this processor or C library has no vector mathematics";
    }
    std::vector<std::int32_t> ranks = hard_sample(test, 32);
    ranks.resize((ranks.size() + screen_block - 1) / screen_block * screen_block);
    std::vector<float> x(ranks.size());
    std::transform(ranks.begin(), ranks.end(), x.begin(), float_of);
    std::vector<double> values(screen_block), derivatives(screen_block), terms(screen_block);
    worst value;
    worst derivative;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t k = i % screen_block;
        if (k == 0) {
            screen->evaluate(test.parameters.data(), &x[i], values.data(), derivatives.data(), terms.data());
        }
        value.see(share(values[k], exact(exact_value, test, real(x[i])), std::fabs(values[k])), x[i]);
        derivative.see(share(derivatives[k], exact(exact_derivative, test, real(x[i])), terms[k]), x[i]);
    }
    // Measured: 2^-44.9, in the tail of gelu.
    EXPECT_LE(value.error, screen->value_is_exact ? 0 : screen_tolerance / 8) << "at " << value.x;
    EXPECT_LE(derivative.error, screen->derivative_is_exact ? 0x1p-53 : screen_tolerance / 8) << "at " << derivative.x;
}

// A central difference with a step of 2^-100 |x| has a relative error of about 2^-200 from the step, and of 2^-300 from
// rounding. At x != 0 that no kink is near, 2^-90 of the derivative, or of f(x) / x where that is larger, is plenty.
TEST_P(certified, derivative_is_that_of_the_value) {
    const test_case& test = GetParam();
    std::mt19937 random(7);
    std::uniform_real_distribution<float> mantissa(1, 2);
    for (int exponent = -30; exponent <= 12; ++exponent) {
        for (const double sign : {-1.0, 1.0, -1.0, 1.0}) {
            const real x = std::ldexp(sign * mantissa(random), exponent);
            const real h = x * std::ldexp(1.0, -100);
            const real slope = (exact(exact_value, test, x + h) - exact(exact_value, test, x - h)) / (2 * h);
            const real derivative = exact(exact_derivative, test, x);
            const real scale = abs(derivative) + abs(exact(exact_value, test, x) / x);
            EXPECT_FALSE(abs(slope - derivative) > scale * std::ldexp(1.0, -90))
                << "at x = " << mpfr_get_d(x.get(), MPFR_RNDN);
        }
    }
}

// On doubles of all exponents 400 bits give what 1600 give, to 200 bits: no formula cancels where it matters.
TEST_P(certified, precision_is_enough) {
    const test_case& test = GetParam();
    std::mt19937 random(11);
    std::uniform_real_distribution<double> mantissa(-2, 2);
    for (int exponent = -1074; exponent <= 1022; exponent += std::abs(exponent) < 16 ? 1 : 9) {
        const real x = std::ldexp(mantissa(random), exponent);
        for (const exact_function function : {exact_value, exact_derivative}) {
            const real usual = exact(function, test, x);
            const precision_scope scope(1600);
            const real reference = exact(function, test, x);
            if (mpfr_equal_p(usual.get(), reference.get()) == 0) {
                EXPECT_FALSE(abs(usual - reference) > abs(reference) * std::ldexp(1.0, -200))
                    << "at x = " << mpfr_get_d(x.get(), MPFR_RNDN);
            }
        }
    }
}

std::string name_of(const testing::TestParamInfo<test_case>& info) {
    return info.param.name + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(reference, certified, testing::ValuesIn(cases), name_of);

TEST(reference, certifies_every_activation) {
    ASSERT_EQ(activations().size(), 30u);
    for (std::size_t i = 0; i < activations().size(); ++i) {
        EXPECT_EQ(activations()[i].name, cases[i].name);
        EXPECT_EQ(activations()[i].parameter_count, cases[i].parameters.size()) << cases[i].name;
        EXPECT_EQ(find(cases[i].name), activations()[i].evaluate);
    }
}

TEST(reference, refuses_what_it_does_not_have) {
    const std::vector<double> two{1, 2};
    EXPECT_EQ(find("reluu"), nullptr);
    EXPECT_THROW(evaluate("reluu", 1, {}), std::invalid_argument);
    EXPECT_THROW(evaluate("elu", 1, {}), std::invalid_argument);
    EXPECT_THROW(evaluate("elu", 1, two), std::invalid_argument);
    EXPECT_THROW(exact(exact_value, {"reluu", {}}, 1), std::invalid_argument);
    EXPECT_THROW(exact(exact_derivative, {"elu", {}}, 1), std::invalid_argument);
    EXPECT_THROW(exact(exact_derivative, {"elu", two}, 1), std::invalid_argument);
}

TEST(reference, keeps_nan) {
    for (const test_case& test : cases) {
        const jet result = evaluate(test.name, std::numeric_limits<long double>::quiet_NaN(), test.parameters);
        EXPECT_TRUE(std::isnan(result.value) && std::isnan(result.derivative)) << test.name;
    }
}

TEST(reference, makes_no_nan) {
    for (const test_case& test : cases) {
        for (const double x : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::max(), 1e200,
                               12000.0, 1e-200, std::numeric_limits<double>::denorm_min(), 0.0}) {
            for (const double signed_x : {x, -x}) {
                const jet result = evaluate(test.name, signed_x, test.parameters);
                EXPECT_FALSE(std::isnan(result.value) || std::isnan(result.derivative)) << test.name << " " << signed_x;
            }
        }
    }
}

}  // namespace
}  // namespace actjet::reference
