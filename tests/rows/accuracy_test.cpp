// How far rows are off their exact values, in MPFR: the bounds of docs/passes.md, over shapes and rows made to be hard.
#include "rows.hpp"

#include "tests/reference/real.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace actjet::test {
namespace {

using reference::precision_scope;
using reference::real;

double nearest(const real& x) {
    return mpfr_get_d(x.get(), MPFR_RNDN);
}

// Additions that a term of a row passes, at most: core/row_sum.hpp.
double depth_of_sum(std::size_t columns) {
    double depth = 0;
    for (std::size_t n = 1; n < std::min<std::size_t>(columns, 32768); n *= 2) {
        ++depth;
    }
    for (std::size_t blocks = (columns + 32767) / 32768; blocks > 1; blocks = (blocks + 31) / 32) {
        depth += 31;
    }
    return depth;
}

// Digits and least exponent of a type.
struct precision_of_type {
    int digits, least;
};
precision_of_type precision_of(actjet_dtype dtype) {
    switch (dtype) {
        case ACTJET_FLOAT64:
            return {53, -1074};
        case ACTJET_FLOAT16:
            return {11, -24};
        case ACTJET_BFLOAT16:
            return {8, -133};
        default:
            return {24, -149};
    }
}

// |got - exact| in units in the last place of exact.
double ulps(double got, const real& exact, actjet_dtype dtype) {
    const auto [digits, least] = precision_of(dtype);
    const long exponent = mpfr_zero_p(exact.get()) != 0 ? least : mpfr_get_exp(exact.get());
    const double ulp = std::ldexp(1.0, std::max<int>(static_cast<int>(exponent) - digits, least));
    return std::abs(nearest(real(got) - exact)) / ulp;
}

struct exact_row {
    std::vector<real> shares, logs;
    real log_sum;
};

// Of logits scale x, and of a further one where it is finite.
exact_row exact(const std::vector<double>& x, double scale, double sink) {
    std::vector<real> z;
    const real largest = *std::ranges::max_element(x), rate = scale;
    real sum = 0;
    for (const double at : x) {
        z.push_back((real(at) - largest) * rate);
        sum = sum + exp(z.back());
    }
    if (sink > -inf) {
        sum = sum + exp(real(sink) - largest * rate);
    }
    const real log = real::apply<mpfr_log>(sum);
    exact_row row;
    for (const real& each : z) {
        row.shares.push_back(exp(each) / sum);
        row.logs.push_back(each - log);
    }
    row.log_sum = largest * rate + log;
    return row;
}

struct errors {
    double share = 0, log = 0, log_sum = 0;
};

errors errors_of(const std::vector<double>& numbers, actjet_dtype dtype, double scale = 1, double sink = -inf) {
    const precision_scope digits(160);
    const std::size_t n = numbers.size();
    const tensor x = matrix(dtype, 1, n), y = matrix(dtype, 1, n), log = matrix(dtype, 1, n);
    const actjet_dtype row_type = dtype == ACTJET_FLOAT64 ? ACTJET_FLOAT64 : ACTJET_FLOAT32;
    const tensor log_sum = of_rows(row_type, 1), sinks = sink > -inf ? of_rows(row_type, 1) : tensor{};
    x.fill([&](std::size_t, std::size_t c) { return numbers[c]; });
    if (!sinks.absent()) {
        sinks.set(0, 0, sink);
    }
    run(ACTJET_SOFTMAX, identity{}, {x, y, {}, sinks, log_sum}, {.logit_scale = scale});
    run(ACTJET_LOG_SOFTMAX, identity{}, {x, log, {}, sinks}, {.logit_scale = scale});
    std::vector<double> read;
    for (std::size_t c = 0; c < n; ++c) {
        read.push_back(x.get(0, c));
    }
    const exact_row row = exact(read, dtype == ACTJET_FLOAT64 ? scale : static_cast<float>(scale), sink);
    errors worst;
    for (std::size_t c = 0; c < n; ++c) {
        worst.share = std::max(worst.share, ulps(y.get(0, c), row.shares[c], dtype));
        worst.log = std::max(worst.log, ulps(log.get(0, c), row.logs[c], dtype));
    }
    // The logarithm of a sum is off by what the sum is off by, relatively.
    const double unit = dtype == ACTJET_FLOAT64 ? 0x1p-53 : 0x1p-24;
    worst.log_sum =
        std::max(0.0, std::abs(nearest(real(log_sum.get(0, 0)) - row.log_sum)) - (depth_of_sum(n) + 1) * unit) /
        std::max(unit, std::ldexp(1.0, std::ilogb(log_sum.get(0, 0))) * 2 * unit);
    return worst;
}

const std::size_t sizes[] = {1,   2,    3,    7,    8,    9,    127,  128,  129,   255,   256,
                             257, 1000, 1024, 1025, 4096, 8191, 8192, 8193, 32767, 32768, 32769};

using row_maker = std::function<double(std::size_t column, std::size_t columns)>;

double uniform(std::size_t i) {
    random next{i + 1};
    next();
    return static_cast<double>(next() >> 11) * 0x1p-53;
}

const std::map<std::string, row_maker> hard_rows{
    {"random", [](std::size_t c, std::size_t) { return 8 * uniform(c); }},
    {"narrow", [](std::size_t c, std::size_t) { return 50 + 0.01 * uniform(c); }},
    {"wide, with denormal results", [](std::size_t c, std::size_t) { return 110 * uniform(c); }},
    {"far from 0", [](std::size_t c, std::size_t) { return -1000 + 30 * uniform(c); }},
    {"all equal", [](std::size_t, std::size_t) { return 0.7; }},
    {"one large", [](std::size_t c, std::size_t n) { return c == n / 2 ? 25 : uniform(c); }},
    {"one very large", [](std::size_t c, std::size_t n) { return c == n / 3 ? 1e30 : -1e30 * uniform(c); }},
    {"alternating", [](std::size_t c, std::size_t) { return c % 2 != 0 ? 3.0 : -3.0; }},
    {"descending",
     [](std::size_t c, std::size_t n) { return -30.0 * static_cast<double>(c) / static_cast<double>(n); }},
    {"ascending", [](std::size_t c, std::size_t n) { return 15.0 * static_cast<double>(c) / static_cast<double>(n); }},
};

class accuracy : public testing::TestWithParam<std::string> {};

TEST_P(accuracy, of_float32) {
    const row_maker& make = hard_rows.at(GetParam());
    for (const std::size_t n : sizes) {
        std::vector<double> x;
        for (std::size_t c = 0; c < n; ++c) {
            x.push_back(make(c, n));
        }
        const errors e = errors_of(x, ACTJET_FLOAT32);
        // What is proven, and what is seen.
        EXPECT_LE(e.share, 2 + depth_of_sum(n)) << n;
        EXPECT_LE(e.log, 1.5 + depth_of_sum(n)) << n;
        EXPECT_LE(e.share, 3.5) << n;
        EXPECT_LE(e.log, 2.5) << n;
        EXPECT_LE(e.log_sum, 0.51) << n;
    }
}

// The sum aside a result is within 2 and 1.5 units: of rows with few columns nothing else is off.
TEST(exactness, of_pairs) {
    errors worst;
    for (std::size_t i = 0; i < 3000; ++i) {
        const errors e = errors_of({0.0, 120 * uniform(i) - 60}, ACTJET_FLOAT32, i % 3 == 0 ? 0.3 + uniform(i) : 1);
        worst.share = std::max(worst.share, e.share);
        worst.log = std::max(worst.log, e.log);
    }
    EXPECT_LE(worst.share, 2);
    EXPECT_LE(worst.log, 1.5);
    EXPECT_GE(worst.share, 0.5) << "nothing was measured";
}

TEST_P(accuracy, with_a_scale_and_a_sink) {
    const row_maker& make = hard_rows.at(GetParam());
    if (GetParam() == "one very large") {
        return;
    }
    for (const std::size_t n : {std::size_t{1}, std::size_t{9}, std::size_t{300}}) {
        std::vector<double> x;
        for (std::size_t c = 0; c < n; ++c) {
            x.push_back(make(c, n));
        }
        for (const double scale : {0.125, 0.3, 3.7}) {
            const errors e = errors_of(x, ACTJET_FLOAT32, scale);
            EXPECT_LE(e.share, 3.5) << n;
            EXPECT_LE(e.log, 2.5) << n;
        }
        const errors e = errors_of(x, ACTJET_FLOAT32, 1, 3);
        EXPECT_LE(e.share, 3.5) << n;
        EXPECT_LE(e.log, 2.5) << n;
    }
}

TEST_P(accuracy, of_other_types) {
    const row_maker& make = hard_rows.at(GetParam());
    for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{9}, std::size_t{257}, std::size_t{4096}}) {
        std::vector<double> x;
        for (std::size_t c = 0; c < n; ++c) {
            x.push_back(make(c, n));
        }
        if (GetParam() != "one very large") {
            const errors half = errors_of(x, ACTJET_FLOAT16);
            EXPECT_LE(half.share, 0.51) << n;
            EXPECT_LE(half.log, 0.51) << n;
        }
        const errors brain = errors_of(x, ACTJET_BFLOAT16);
        EXPECT_LE(brain.share, 0.51) << n;
        EXPECT_LE(brain.log, 0.51) << n;
        if (place() == ACTJET_CPU) {
            const errors wide = errors_of(x, ACTJET_FLOAT64);
            EXPECT_LE(wide.share, 4) << n;
            EXPECT_LE(wide.log, 4) << n;
        }
    }
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& [name, make] : hard_rows) {
        all.push_back(name);
    }
    return all;
}
INSTANTIATE_TEST_SUITE_P(rows, accuracy, testing::ValuesIn(names()), [](const auto& row) {
    std::string name = row.param;
    std::ranges::replace_if(
        name, [](char c) { return c == ' ' || c == ','; }, '_');
    return name;
});

// Where other implementations give 0 or lose all digits: one large logit.
TEST(exactness, of_log_softmax_near_0) {
    for (const double gap : {1.0, 5.0, 20.0, 40.0, 80.0, 103.0}) {
        const errors e = errors_of({gap, 0, 0, 0}, ACTJET_FLOAT32);
        EXPECT_LE(e.log, 1.5) << gap;
    }
}

}  // namespace
}  // namespace actjet::test
