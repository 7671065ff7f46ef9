// F01: index arithmetic of the kernels on views, at rows, columns and elements about and beyond 2^31 and 2^32. The
// arrays are addresses without memory behind them; of a launch the threads of some elements are run.
#include "address_space.hpp"

#include <actjet/activations/relu.hpp>
#include <actjet/cuda/views.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

namespace actjet::test {
namespace {

using pass = passes::elementwise;

struct shape {
    std::uint64_t rows, columns;
};
constexpr std::uint64_t large = std::uint64_t{1} << 31;
constexpr shape shapes[] = {{1, large + 1}, {large + 1, 1}, {large + 1, 3},  {3, large + 1},
                            {65537, 65537}, {127, 65537},   {large / 7, 11}, {1, 1}};

// The elements at both ends, about 2^31 and 2^32, and others.
std::vector<std::uint64_t> elements_of(const shape& s) {
    const std::uint64_t n = s.rows * s.columns;
    std::vector<std::uint64_t> chosen{0, n - 1, n / 2, s.columns - 1, n - s.columns};
    for (const std::uint64_t near : {large, 2 * large}) {
        for (std::uint64_t at = near - 2; at < near + 3; ++at) {
            chosen.push_back(at);
        }
    }
    std::mt19937_64 numbers(1);
    for (int i = 0; i < 20; ++i) {
        chosen.push_back(numbers() % n);
    }
    std::erase_if(chosen, [&](std::uint64_t at) { return at >= n; });
    return chosen;
}

device::view_array array(char* data, std::int64_t row_stride, std::int64_t column_stride, std::uint64_t rows) {
    device::view_array a{};
    a.data = data;
    a.row_bytes = row_stride * 2;
    a.column_bytes = column_stride * 2;
    a.rows = rows;
    a.dtype = ACTJET_BFLOAT16;
    return a;
}

TEST(huge_views, bands_are_quotients) {
    for (const shape& s : shapes) {
        const device::bands b = device::bands_of(s.rows, s.columns);
        ASSERT_EQ(b.tiles, s.rows * s.columns);
        for (const std::uint64_t i : elements_of(s)) {
            ASSERT_EQ(b.band_of(i), i / s.columns) << s.rows << " x " << s.columns << ", " << i;
        }
    }
    // Without a division, for any divisor.
    std::mt19937_64 numbers(2);
    for (int i = 0; i < 100000; ++i) {
        const std::uint64_t across = numbers() % (i % 2 ? 70000 : large - 1) + 1, height = (large - 1) / across;
        const device::bands b = device::bands_of(height, across);
        for (const std::uint64_t at : {b.tiles - 1, numbers() % b.tiles, (height - 1) * across}) {
            ASSERT_EQ(b.band_of(at), at / across) << across << ", " << at;
        }
    }
}

TEST(huge_views, each_thread_moves_its_own_element) {
    const core::prepared<relu, float> f{relu{}};
    for (const shape& s : shapes) {
        const std::uint64_t n = s.rows * s.columns;
        const address_space x(n * 2), y(n * 2);
        if (!x || !y) {
            GTEST_SKIP() << "no address space";
        }
        device::view_call<pass, float> c{};
        c.operands[passes::find_operand<pass>("x")] = array(x.get(), static_cast<std::int64_t>(s.columns), 1, s.rows);
        // Column after column.
        c.operands[passes::find_operand<pass>("y")] = array(y.get(), 1, static_cast<std::int64_t>(s.rows), s.rows);
        c.operands[passes::find_operand<pass>("gradient_scale")].absent = 1;
        c.rows = s.rows;
        c.columns = s.columns;
        c.cut = device::bands_of(s.rows, s.columns);
        constexpr unsigned block_size = 256;
        for (const std::uint64_t i : elements_of(s)) {
            const bfloat16 value(static_cast<float>(i % 251 + 1));
            reinterpret_cast<bfloat16*>(x.get())[i] = value;
            device::run_view_thread<pass, float>(
                f, c,
                {static_cast<unsigned>(i % block_size), static_cast<unsigned>(i / block_size), block_size,
                 static_cast<unsigned>(n / block_size + 1)});
            const std::uint64_t to = i / s.columns + i % s.columns * s.rows;
            ASSERT_EQ(reinterpret_cast<bfloat16*>(y.get())[to].bits, value.bits)
                << s.rows << " x " << s.columns << ", element " << i;
        }
    }
}

}  // namespace
}  // namespace actjet::test
