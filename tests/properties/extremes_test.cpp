// The largest and the smallest parameters, inputs and gradients: no intermediate result overflows that should not.
// FAULTS F46.
#include "tests/reference/reference.hpp"
#include "tests/reference/ulp.hpp"
#include "tests/support/plain_call.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace actjet::test;
namespace reference = actjet::reference;

constexpr long double infinity = std::numeric_limits<long double>::infinity();

// An infinity is right where the exact result is at least as large as what rounds to it, and a NaN never. Next to that
// threshold either will do: bounds of more than half a unit reach across it.
template <class Format>
void expect_same_kind(long double got, long double exact, const std::string& what) {
    constexpr long double margin = 1e-2L;
    ASSERT_FALSE(std::isnan(got)) << what;
    if (std::isinf(got)) {
        EXPECT_GE(std::fabs(exact), Format::overflow() * (1 - margin)) << what << " is " << got << ", not " << exact;
        EXPECT_EQ(std::signbit(got), std::signbit(exact)) << what << " is " << got << ", not " << exact;
    } else {
        EXPECT_LE(std::fabs(exact), Format::overflow() * (1 + margin)) << what << " is " << got << ", not " << exact;
    }
}

class extremes : public testing::TestWithParam<entry> {
  protected:
    const actjet_activation_info& info = *GetParam().info;
    actjet_activation id = static_cast<actjet_activation>(info.id);

    // Ends of an interval, and large and small numbers of the parameters' type in it, each with one a little smaller.
    template <class S>
    static std::vector<double> numbers(const actjet_parameter_info& p) {
        using limits = std::numeric_limits<S>;
        const double largest = limits::max();
        std::set<double> found;
        for (const double magnitude :
             {largest, 67108880.0, 1.702, static_cast<double>(limits::min()), static_cast<double>(limits::denorm_min()),
              0.0, std::fabs(p.lower), std::fabs(p.upper)}) {
            for (const double sign : {1.0, -1.0}) {
                const double value = static_cast<S>(sign * std::min(magnitude, largest));
                if (value >= p.lower && value <= p.upper) {
                    found.insert(value);
                    found.insert(std::clamp<double>(nearby<S>(value), p.lower, p.upper));
                }
            }
        }
        std::vector<double> all(found.begin(), found.end());
        if (found.contains(0)) {
            all.push_back(-0.0);  // a set takes it for 0
        }
        return all;
    }
    template <class S>
    static double nearby(double value) {
        return static_cast<S>(value * (1 - 0x1p-23));
    }

    // Those that the library takes. A second parameter is near the first or its negative, 0 or the largest number.
    template <class S>
    std::vector<std::vector<double>> sets(actjet_dtype dtype) const {
        std::vector<std::vector<double>> all{{}};
        if (info.parameter_count > 0) {
            all.clear();
            for (const double first : numbers<S>(info.parameters[0])) {
                all.push_back({first});
            }
        }
        if (info.parameter_count > 1) {
            std::vector<std::vector<double>> pairs;
            for (const auto& single : all) {
                for (const double second : {nearby<S>(single[0]), nearby<S>(-single[0]), 0.0,
                                            static_cast<double>(std::numeric_limits<S>::max())}) {
                    pairs.push_back({single[0], second});
                    pairs.push_back({second, single[0]});
                }
            }
            all = pairs;
        }
        std::erase_if(all, [&](const std::vector<double>& set) { return !is_accepted(set, dtype); });
        return all;
    }

    bool is_accepted(const std::vector<double>& parameters, actjet_dtype dtype) const {
        const plain_call call{.pass = ACTJET_FORWARD, .activation = id, .dtype = dtype, .parameters = parameters};
        return call.run() == ACTJET_OK;
    }

    // A fifth of the exponents with both signs, zeros, infinities and the ends of the numbers.
    template <class Format>
    static std::vector<typename Format::bits> inputs() {
        using bits = typename Format::bits;
        std::vector<bits> x;
        const bits binade = bits{1} << Format::mantissa_bits;
        for (bits magnitude = 0; magnitude < Format::infinity - binade; magnitude += 5 * binade) {
            x.push_back(magnitude + binade / 4 * 3);
        }
        for (const int beside : {-1, 0, 1}) {
            x.push_back(static_cast<bits>(binade + beside));
            x.push_back(static_cast<bits>(beside > 0 ? Format::infinity : Format::infinity - 1 + beside));
            x.push_back(static_cast<bits>(1 + beside));
        }
        for (std::size_t i = x.size(); i-- > 0;) {
            x.push_back(x[i] | Format::sign);
        }
        return x;
    }

    // S is the type of the parameters, Number what run() takes.
    template <class Format, class S, class Number>
    void check(actjet_dtype dtype) {
        const auto patterns = inputs<Format>();
        std::vector<Number> x;
        for (const auto pattern : patterns) {
            x.push_back(std::bit_cast<Number>(pattern));
        }
        for (const auto& parameters : sets<S>(dtype)) {
            SCOPED_TRACE(std::string(info.name) + " with " + testing::PrintToString(parameters));
            const auto got = run(id, ACTJET_JET, dtype, x, {}, parameters);
            for (std::size_t i = 0; i < x.size(); ++i) {
                const long double at = reference::decode<Format>(patterns[i]);
                const reference::jet exact = reference::evaluate(info.name, at, parameters);
                const std::string where = "(" + std::to_string(at) + ")";
                expect_same_kind<Format>(number<Format>(got.first[i]), exact.value, "f" + where);
                expect_same_kind<Format>(number<Format>(got.second[i]), exact.derivative, "f'" + where);
            }
            check_backward<Format, S>(dtype, patterns, x, parameters);
        }
    }

    template <class Format, class Number>
    static long double number(Number result) {
        return reference::decode<Format>(std::bit_cast<typename Format::bits>(result));
    }

    // The derivative is rounded to S, and then multiplied.
    template <class Format, class S, class Number>
    void check_backward(actjet_dtype dtype, const std::vector<typename Format::bits>& patterns,
                        const std::vector<Number>& x, const std::vector<double>& parameters) {
        using of_parameters = std::conditional_t<sizeof(S) == 8, reference::float64, reference::float32>;
        const long double largest = reference::decode<Format>(Format::infinity - 1),
                          least = reference::decode<Format>(1);
        for (const long double dy : {1.0L, -1.0L, largest, -least, infinity, 0.0L}) {
            const std::vector<Number> gradients(x.size(), std::bit_cast<Number>(reference::round_to<Format>(dy)));
            const auto dx = run(id, ACTJET_BACKWARD, dtype, x, gradients, parameters).first;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const long double at = reference::decode<Format>(patterns[i]);
                const long double derivative = reference::decode<of_parameters>(
                    reference::round_to<of_parameters>(reference::evaluate(info.name, at, parameters).derivative));
                const bool may_underflow = std::fabs(derivative) < 4 * std::numeric_limits<S>::denorm_min();
                const std::string what = "dx(" + std::to_string(at) + ", dy " + std::to_string(dy) + ")";
                if (const long double product = dy * derivative; std::isnan(product)) {
                    // In 16 bits the derivative of a curve is small in its tail, not zero: docs/conventions.md.
                    const bool may_be_infinite = sizeof(typename Format::bits) == 2 && std::isinf(dy) && !info.flat;
                    const long double got = number<Format>(dx[i]);
                    EXPECT_TRUE(std::isnan(got) || (may_be_infinite && std::isinf(got))) << what;
                } else if (!(std::isinf(dy) && may_underflow)) {
                    expect_same_kind<Format>(number<Format>(dx[i]), product, what);
                }
            }
        }
    }
};

TEST_P(extremes, are_infinite_where_the_exact_result_is_and_with_its_sign) {
    check<reference::float32, float, float>(ACTJET_FLOAT32);
    check<reference::float64, double, double>(ACTJET_FLOAT64);
    check<reference::float16, float, std::uint16_t>(ACTJET_FLOAT16);
    check<reference::bfloat16, float, std::uint16_t>(ACTJET_BFLOAT16);
}

INSTANTIATE_TEST_SUITE_P(each, extremes, testing::ValuesIn(catalogue()), testing::PrintToStringParamName());

// A lower part of the slope may be large as well.
TEST(extremes, the_value_of_rrelu_with_huge_slopes_is_minus_infinity) {
    const std::vector<float> x{-3e38f, -1e35f, -std::numeric_limits<float>::infinity(), -1.0f};
    const auto y = run(ACTJET_RRELU, ACTJET_FORWARD, ACTJET_FLOAT32, x, {}, {67108872, 67108880}).first;
    EXPECT_EQ(y[0], -std::numeric_limits<float>::infinity());
    EXPECT_EQ(y[1], -std::numeric_limits<float>::infinity());
    EXPECT_EQ(y[2], -std::numeric_limits<float>::infinity());
    EXPECT_EQ(y[3], -67108876.0f);
}

}  // namespace
