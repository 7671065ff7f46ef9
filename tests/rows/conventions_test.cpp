// What rows with infinities, NaN, masks and nothing to choose come to: docs/conventions.md.
#include "rows.hpp"

namespace actjet::test {
namespace {

struct row_case {
    const char* name;
    std::vector<double> x, mask;
    settings with = {};
    std::vector<double> shares;  // NaN: the canonical one
    double log_sum;
};

const row_case cases[] = {
    {"two equal", {3, 3}, {}, {}, {0.5, 0.5}, 3 + std::log(2.0)},
    {"one column", {-7}, {}, {}, {1}, -7},
    {"-inf is hidden", {0, -inf, 0}, {}, {}, {0.5, 0, 0.5}, std::log(2.0)},
    {"a visible NaN", {0, nan}, {}, {}, {nan, nan}, nan},
    {"a visible +inf", {0, inf}, {}, {}, {nan, nan}, nan},
    {"+inf alone", {inf}, {}, {}, {nan}, nan},
    {"all -inf", {-inf, -inf}, {}, {}, {nan, nan}, -inf},
    {"all -inf, safe", {-inf, -inf}, {}, {.safe_rows = true}, {0, 0}, -inf},
    {"NaN among -inf, safe", {-inf, nan}, {}, {.safe_rows = true}, {nan, nan}, nan},
    {"a hidden NaN", {nan, 2}, {-inf, 0}, {}, {0, 1}, 2},
    {"a hidden +inf", {inf, 2}, {-inf, 0}, {}, {0, 1}, 2},
    {"all hidden, safe", {1, 2}, {-inf, -inf}, {.safe_rows = true}, {0, 0}, -inf},
    {"all hidden", {1, 2}, {-inf, -inf}, {}, {nan, nan}, -inf},
    {"-inf, capped",
     {-inf, inf},
     {},
     {.soft_cap = 1},
     {1 / (1 + std::exp(2.0)), 1 / (1 + std::exp(-2.0))},
     1 + std::log1p(std::exp(-2.0))},
    {"far apart", {3e38, -3e38}, {}, {}, {1, 0}, 3e38},
    {"causal: the first of two queries", {5, 5, 9}, {}, {.causal_rows = 2}, {0.5, 0.5, 0}, 5 + std::log(2.0)},
};

TEST(conventions, of_rows) {
    for (const row_case& each : cases) {
        SCOPED_TRACE(each.name);
        const std::size_t n = each.x.size();
        const tensor x = matrix(ACTJET_FLOAT32, 1, n), y = copy_of(x), log = copy_of(x),
                     log_sum = of_rows(ACTJET_FLOAT32, 1), mask = each.mask.empty() ? tensor{} : copy_of(x);
        for (std::size_t c = 0; c < n; ++c) {
            x.set(0, c, each.x[c]);
            if (!mask.absent()) {
                mask.set(0, c, each.mask[c]);
            }
        }
        run(ACTJET_SOFTMAX, identity{}, {x, y, mask, {}, log_sum}, each.with);
        run(ACTJET_LOG_SOFTMAX, identity{}, {x, log, mask}, each.with);
        for (std::size_t c = 0; c < n; ++c) {
            const double share = each.shares[c];
            if (std::isnan(share)) {
                EXPECT_EQ(y.bits(0, c), 0x7fffffffu) << y.get(0, c);
                EXPECT_EQ(log.bits(0, c), 0x7fffffffu) << log.get(0, c);
                continue;
            }
            EXPECT_NEAR(y.get(0, c), share, 1e-7);
            if (share == 0) {
                EXPECT_LT(log.get(0, c), -1e30);
            } else {
                EXPECT_NEAR(log.get(0, c), std::log(share), 1e-6);
            }
        }
        if (std::isnan(each.log_sum)) {
            EXPECT_EQ(log_sum.bits(0, 0), 0x7fffffffu);
        } else if (std::isinf(each.log_sum)) {
            EXPECT_EQ(log_sum.get(0, 0), each.log_sum);
        } else {
            EXPECT_NEAR(log_sum.get(0, 0), each.log_sum, 1e-6 * std::abs(each.log_sum) + 1e-7);
        }
    }
}

// A sink of 0 is the one of "one in the denominator".
TEST(conventions, of_sinks) {
    const tensor x = matrix(ACTJET_FLOAT32, 2, 2), y = copy_of(x), sink = of_rows(ACTJET_FLOAT32, 2);
    x.fill([](std::size_t r, std::size_t c) { return r == 0 ? std::log(static_cast<double>(c + 1)) : -inf; });
    sink.fill([](std::size_t, std::size_t) { return 0; });
    run(ACTJET_SOFTMAX, identity{}, {x, y, {}, sink});
    EXPECT_NEAR(y.get(0, 0), 0.25, 1e-7);
    EXPECT_NEAR(y.get(0, 1), 0.5, 1e-7);
    EXPECT_EQ(y.get(1, 0), 0) << "all goes to the sink";
}

TEST(conventions, nothing_is_written_where_there_is_nothing) {
    for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{0, 4}, {4, 0}}) {
        const tensor x = matrix(ACTJET_FLOAT32, rows, columns, 1), y = copy_of(x), log_sum = of_rows(ACTJET_FLOAT32, 4);
        const auto before = log_sum.memory->bytes;
        run(ACTJET_SOFTMAX, identity{}, {x, y, {}, {}, log_sum});
        EXPECT_TRUE(log_sum.memory->bytes == before);
    }
}

}  // namespace
}  // namespace actjet::test
