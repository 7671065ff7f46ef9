// Sums: the order of the tree, its error, and the gradients of bias and parameter that are made of it.
#include "passes.hpp"

#include <actjet/core/sum.hpp>

#include "tests/support/inputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace actjet::test {
namespace {

const std::vector<std::size_t> lengths{0,    1,    2,    31,   32,   33,    63,    64,    65,   992,
                                       1023, 1024, 1025, 1055, 1056, 32767, 32768, 32769, 70001};

// Of every exponent from 2^-20 to 2^20 and both signs: any other order gives other bits.
template <class T>
std::vector<T> terms(std::size_t n, std::uint64_t seed = 3) {
    random next{seed};
    std::vector<T> x(n);
    for (T& t : x) {
        const std::uint64_t bits = next();
        t = static_cast<T>(std::ldexp(static_cast<double>(bits >> 11) - 0x1p52, static_cast<int>(bits % 41) - 72));
    }
    return x;
}

template <class T>
class Sum : public testing::Test {};
using elements = testing::Types<float, double>;
TYPED_TEST_SUITE(Sum, elements);

TYPED_TEST(Sum, IsTheTree) {
    for (const std::size_t n : lengths) {
        const std::vector<TypeParam> x = terms<TypeParam>(n);
        EXPECT_EQ(bits_of(core::sum_of_leaves(x.data(), n)), bits_of(tree_sum(x))) << n;
        core::sum_tree<TypeParam> tree;
        std::for_each(x.begin(), x.end(), [&](TypeParam t) { tree.add(t); });
        EXPECT_EQ(bits_of(tree.total()), bits_of(tree_sum(x))) << n;
    }
    // The terms tell orders apart.
    const std::vector<TypeParam> x = terms<TypeParam>(70001);
    EXPECT_NE(tree_sum(x), std::accumulate(x.begin(), x.end(), TypeParam(0)));
}

TYPED_TEST(Sum, OfZerosIsZeroWithTheirSign) {
    for (const std::size_t n : lengths) {
        const std::vector<TypeParam> negative(n, TypeParam(-0.0));
        EXPECT_EQ(bits_of(core::sum_of_leaves(negative.data(), n)), bits_of(TypeParam(-0.0)));
    }
}

// (31 ceil(log_32 n)) u of the sum of magnitudes.
TEST(Sum, IsWithinItsErrorBound) {
    for (const std::size_t n : lengths) {
        std::vector<std::vector<float>> cases{terms<float>(n), std::vector<float>(n, 1 + 0x1p-23f),
                                              std::vector<float>(n, 0.1f)};
        // Large numbers that cancel around small ones, and ones that fall.
        cases.emplace_back();
        cases.emplace_back();
        for (std::size_t i = 0; i < n; ++i) {
            cases[3].push_back((i % 2 ? -1.0f : 1.0f) * (i / 2 % 2 ? 1.0f : 0x1.8p24f));
            cases[4].push_back(1 / static_cast<float>(i + 1));
        }
        for (const auto& x : cases) {
            const double exact = std::accumulate(x.begin(), x.end(), 0.0);
            const double magnitudes =
                std::accumulate(x.begin(), x.end(), 0.0, [](double s, float t) { return s + std::abs(t); });
            const double levels = n < 2 ? 1 : std::ceil(std::log(static_cast<double>(n)) / std::log(32.0) - 1e-9);
            EXPECT_LE(std::abs(static_cast<double>(core::sum_of_leaves(x.data(), n)) - exact),
                      31 * levels * 0x1p-24 * magnitudes * (1 + 1e-4))
                << n;
        }
    }
}

// Terms of rows and columns, summed as the header says: leaves of 32 down a column or along a row.
template <class T>
std::vector<T> down_columns(const std::vector<T>& x, std::size_t rows, std::size_t columns) {
    std::vector<T> sums;
    for (std::size_t j = 0; j < columns; ++j) {
        std::vector<T> column;
        for (std::size_t i = 0; i < rows; ++i) {
            column.push_back(x[i * columns + j]);
        }
        sums.push_back(tree_sum(column));
    }
    return sums;
}

// For each of so many rows, which repeat.
template <class T>
std::vector<T> along_rows(const std::vector<T>& x, std::size_t rows, std::size_t columns, std::size_t period) {
    std::vector<std::vector<T>> of_rows(period);
    for (std::size_t i = 0; i < rows; ++i) {
        const auto begin = x.begin() + static_cast<std::ptrdiff_t>(i * columns);
        of_rows[i % period].push_back(tree_sum(std::vector<T>(begin, begin + static_cast<std::ptrdiff_t>(columns))));
    }
    std::vector<T> sums;
    for (const auto& sums_of_rows : of_rows) {
        sums.push_back(tree_sum(sums_of_rows));
    }
    return sums;
}

struct shape {
    std::size_t rows, columns;
};
const std::vector<shape> shapes{{1, 1},   {1, 33},   {33, 1},    {7, 3},     {32, 32},   {31, 129},
                                {65, 64}, {300, 17}, {1025, 40}, {3, 40000}, {2100, 70}, {33000, 2}};

// Which sums there are: their terms' array, summed for each of so many rows, or columns (0).
template <class T>
std::vector<T> expected(const std::vector<T>& x, const shape& s, std::size_t period) {
    return period == 0 ? down_columns(x, s.rows, s.columns) : along_rows(x, s.rows, s.columns, period);
}

template <class T>
view<T> extent(std::vector<T>& sums, const shape& s, std::size_t period) {
    sums.assign(period == 0 ? s.columns : period, T{});
    return period == 0 ? per_column(sums) : period == 1 ? one(sums.data()) : per_row(sums);
}

TYPED_TEST(Sum, GradientsOfBiasAndParameterAreSumsOfTheirTerms) {
    using T = TypeParam;
    for (const shape& s : shapes) {
        const std::size_t n = s.rows * s.columns;
        const std::vector<T> x = terms<T>(n, 5), dy = terms<T>(n, 6);
        for (const std::size_t period : {std::size_t{0}, std::size_t{1}, s.rows, s.rows / 2 + 1, std::size_t{2}}) {
            if (period > s.rows) {
                continue;
            }
            std::vector<T> dx(n), dbias, dslope, slope_terms(n);
            const view<const T> in{x.data(), s.rows, s.columns}, gradient{dy.data(), s.rows, s.columns};
            run_backward(prelu{}, in, gradient, view<T>{dx.data(), s.rows, s.columns},
                         {.dbias = extent(dbias, s, period), .dparameter = extent(dslope, s, period)});
            std::transform(x.begin(), x.end(), dy.begin(), slope_terms.begin(),
                           [](T at, T g) { return g * (at <= 0 ? at : T(0)); });
            EXPECT_EQ(bits_of(dbias), bits_of(expected(dx, s, period)))
                << s.rows << " x " << s.columns << ", " << period;
            EXPECT_EQ(bits_of(dslope), bits_of(expected(slope_terms, s, period)))
                << s.rows << " x " << s.columns << ", " << period;
        }
    }
}

TYPED_TEST(Sum, ThreadsChangeNoBit) {
    using T = TypeParam;
    const shape s{2100, 70};
    const std::size_t n = s.rows * s.columns;
    const std::vector<T> x = terms<T>(n, 5), dy = terms<T>(n, 6);
    for (const std::size_t period : {0, 1, 2100, 7}) {
        std::vector<T> first, dx(n), sums;
        for (const std::int32_t threads : {1, 2, 3, 7}) {
            set_threads(threads);
            run_backward(gelu{}, view<const T>{x.data(), s.rows, s.columns},
                         view<const T>{dy.data(), s.rows, s.columns}, view<T>{dx.data(), s.rows, s.columns},
                         {.dbias = extent(sums, s, period)});
            first = first.empty() ? sums : first;
            EXPECT_EQ(bits_of(sums), bits_of(first)) << threads;
        }
        set_threads(0);
    }
}

// old + sum, in the type of the computation, rounded once more when stored.
TEST(Sum, IsAddedToWhatThereIs) {
    const shape s{100, 37};
    const std::size_t n = s.rows * s.columns;
    const std::vector<float> x = terms<float>(n, 5), dy = terms<float>(n, 6);
    for (const std::size_t period : {0, 1, 100, 9}) {
        std::vector<float> dx(n), sums, old(n, 0.5f), added;
        const view<const float> in{x.data(), s.rows, s.columns}, gradient{dy.data(), s.rows, s.columns};
        run_backward(prelu{}, in, gradient, view<float>{dx.data(), s.rows, s.columns},
                     {.dparameter = extent(sums, s, period)});
        const view<float> to = extent(added, s, period);
        added.assign(added.size(), 0.75f);
        run_backward(prelu{}, in, gradient, view<float>{old.data(), s.rows, s.columns},
                     {.dparameter = to, .settings = {.accumulate = true}});
        for (std::size_t i = 0; i < sums.size(); ++i) {
            ASSERT_EQ(added[i], 0.75f + sums[i]) << i;
        }
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_EQ(old[i], 0.5f + dx[i]) << i;
        }
        std::vector<bfloat16> rounded(sums.size());
        const view<bfloat16> rounded_to{rounded.data(), to.rows,          to.columns,
                                        to.row_stride,  to.column_stride, to.row_period};
        run_backward(prelu{}, in, gradient, view<float>{dx.data(), s.rows, s.columns}, {.dparameter = rounded_to});
        EXPECT_EQ(bits_of(rounded), bits_of(converted<bfloat16>(sums)));
    }
}

TEST(Sum, OfTermsWithANanIsTheCanonicalOne) {
    std::vector<float> x(100, 1), dy(100, 1), dx(100), sum(1);
    dy[42] = std::bit_cast<float>(0xffc12345u);
    run_backward(identity{}, x, dy, dx, {.dbias = one(sum.data())});
    EXPECT_EQ(bits_of(sum[0]), 0x7fffffffu);
}

}  // namespace
}  // namespace actjet::test
