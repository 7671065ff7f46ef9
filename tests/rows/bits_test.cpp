// The bits of calls over rows, in the place under test: of every shape, type, layout and option.
#include "rows.hpp"

#include <sys/mman.h>

namespace actjet::test {
namespace {

// What an instrument that plays a device has time for.
bool quick() {
    return sample_size(1000) != 1000;
}

struct shape {
    std::size_t rows, columns;
};
std::vector<shape> shapes() {
    std::vector<shape> all{{5, 1},   {7, 2},    {33, 3},   {3, 7},    {3, 8},   {9, 9},   {2, 31},
                           {3, 32},  {5, 33},   {3, 127},  {3, 128},  {2, 129}, {2, 255}, {3, 256},
                           {2, 257}, {2, 1000}, {2, 1024}, {2, 1025}, {2, 2049}};
    if (!quick()) {
        all.insert(all.end(), {{2, 4096}, {2, 8191}, {1, 8193}, {1, 32767}, {1, 32768}, {1, 32769}, {1, 50257}});
    }
    return all;
}

std::string name_of(const shape& s) {
    return std::to_string(s.rows) + " x " + std::to_string(s.columns);
}

const actjet_dtype float_types[] = {ACTJET_FLOAT32, ACTJET_FLOAT16, ACTJET_BFLOAT16};

TEST(rows, of_every_shape_and_type) {
    for (const shape& s : shapes()) {
        for (const actjet_dtype dtype : float_types) {
            SCOPED_TRACE(dtype);
            forward_operands f{.x = matrix(dtype, s.rows, s.columns), .y = matrix(dtype, s.rows, s.columns)};
            fill_logits(f.x, 20);
            expect_forward_bits(f, {}, name_of(s));
            backward_operands b{.y = matrix(dtype, s.rows, s.columns),
                                .dy = matrix(dtype, s.rows, s.columns),
                                .dx = matrix(dtype, s.rows, s.columns)};
            fill_logits(b.y, 1, 2);
            fill_logits(b.dy, 3, 3);
            expect_backward_bits(b, {}, name_of(s));
        }
    }
}

// F14: more than a grid's second dimension has.
TEST(rows, past_65535) {
    const tensor x = matrix(ACTJET_BFLOAT16, 70001, 2), y = matrix(ACTJET_BFLOAT16, 70001, 2);
    fill_logits(x, 5);
    expect_forward_bits({.x = x, .y = y}, {}, "many rows");
    expect_forward_bits({.x = x, .y = matrix(ACTJET_FLOAT32, 70001, 2)}, {}, "many rows of two types");
}

// F01: rows and columns farther apart than 32 bits count, of memory that is had where it is touched.
TEST(rows, far_apart) {
    if (place() != ACTJET_CPU) {
        GTEST_SKIP() << "a device has no memory to be had so";
    }
    constexpr std::size_t bytes = std::size_t{1} << 37;
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        GTEST_SKIP() << "no address space";
    }
    const tensor x = matrix(ACTJET_FLOAT32, 3, 4), y = matrix(ACTJET_FLOAT32, 3, 4);
    fill_logits(x, 9);
    run(ACTJET_SOFTMAX, identity{}, {x, y});
    const view<float> apart{static_cast<float*>(memory), 3, 4, (std::ptrdiff_t{1} << 33) + 1,
                            (std::ptrdiff_t{1} << 31) + 3};
    const auto at = [&](std::size_t r, std::size_t c) -> float& {
        return apart.data[static_cast<std::ptrdiff_t>(r) * apart.row_stride +
                          static_cast<std::ptrdiff_t>(c) * apart.column_stride];
    };
    for (std::size_t i = 0; i < 12; ++i) {
        at(i / 4, i % 4) = static_cast<float>(x.get(i / 4, i % 4));
    }
    softmax(cpu, apart, apart);
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_EQ(at(i / 4, i % 4), y.get(i / 4, i % 4)) << i;
    }
    munmap(memory, bytes);
}

TEST(rows, past_a_block) {
    const std::size_t columns = quick() ? 33 * 1024 + 5 : 33 * 32768 + 5;
    forward_operands f{.x = matrix(ACTJET_BFLOAT16, 1, columns), .y = matrix(ACTJET_FLOAT32, 1, columns)};
    fill_logits(f.x, 5);
    expect_forward_bits(f, {}, "a long row");
    backward_operands b{.y = f.x, .dy = f.x, .dx = f.y};
    expect_backward_bits(b, {}, "a long row");
}

TEST(rows, of_float64) {
    if (place() != ACTJET_CPU) {
        GTEST_SKIP() << "the C library's exp and CUDA's differ in last bits: see below";
    }
    for (const shape& s : shapes()) {
        const tensor x = matrix(ACTJET_FLOAT64, s.rows, s.columns), y = matrix(ACTJET_FLOAT64, s.rows, s.columns);
        fill_logits(x, 20);
        expect_forward_bits({.x = x, .y = y, .log_sum = of_rows(ACTJET_FLOAT64, s.rows)}, {}, name_of(s));
        expect_backward_bits({.y = x, .dy = x, .dx = y}, {}, name_of(s));
    }
}

TEST(rows, of_float64_are_nearly_the_cpus) {
    for (const shape& s : {shape{3, 5}, shape{2, 300}, shape{1, 1100}}) {
        const tensor x = matrix(ACTJET_FLOAT64, s.rows, s.columns), y = copy_of(x), dx = copy_of(x);
        fill_logits(x, 20);
        for (const auto& [forward, backward] : {std::pair{ACTJET_SOFTMAX, ACTJET_SOFTMAX_BACKWARD},
                                                std::pair{ACTJET_LOG_SOFTMAX, ACTJET_LOG_SOFTMAX_BACKWARD}}) {
            const tensor y_of_cpu = copy_of(y), dx_of_cpu = copy_of(dx);
            run(forward, identity{}, {x, y});
            run(forward, identity{}, {x, y_of_cpu}, {}, ACTJET_CPU);
            run(backward, identity{}, {y_of_cpu, x, dx});
            run(backward, identity{}, {y_of_cpu, x, dx_of_cpu}, {}, ACTJET_CPU);
            for (std::size_t r = 0; r < s.rows; ++r) {
                for (std::size_t c = 0; c < s.columns; ++c) {
                    const double expected = y_of_cpu.get(r, c), gradient = dx_of_cpu.get(r, c);
                    ASSERT_NEAR(y.get(r, c), expected, 1e-14 * std::abs(expected)) << r << ", " << c;
                    ASSERT_NEAR(dx.get(r, c), gradient, 1e-13 * (1 + std::abs(gradient))) << r << ", " << c;
                }
            }
        }
    }
}

TEST(rows, of_every_layout) {
    for (const shape& s : {shape{5, 37}, shape{3, 300}, shape{2, 1100}}) {
        for (const actjet_dtype dtype : float_types) {
            const auto layouts = [&] {
                return std::vector{matrix(dtype, s.rows, s.columns, 3, 1), transposed(dtype, s.rows, s.columns),
                                   reversed(dtype, s.rows, s.columns)};
            };
            for (std::size_t i = 0; i < layouts().size(); ++i) {
                SCOPED_TRACE(i);
                const tensor x = layouts()[i], y = layouts()[(i + 1) % 3], other = layouts()[i];
                fill_logits(x, 20);
                fill_logits(other, 2, 9);
                expect_forward_bits({.x = x, .y = y}, {}, name_of(s));
                expect_forward_bits({.x = x, .y = x}, {}, name_of(s) + " in place");
                expect_backward_bits({.y = x, .dy = other, .dx = y}, {}, name_of(s));
                expect_backward_bits({.y = x, .dy = other, .dx = other}, {}, name_of(s) + " in place");
            }
            // One row for all.
            tensor one = of_columns(dtype, s.columns);
            one.rows = s.rows;
            fill_logits(one, 20);
            expect_forward_bits({.x = one, .y = matrix(dtype, s.rows, s.columns)}, {}, "a row that repeats");
        }
    }
}

TEST(rows, of_mixed_types) {
    const shape s{3, 200};
    for (const actjet_dtype first : float_types) {
        for (const actjet_dtype second : float_types) {
            forward_operands f{.x = matrix(first, s.rows, s.columns),
                               .y = matrix(second, s.rows, s.columns),
                               .mask = matrix(second, s.rows, s.columns),
                               .sink = of_rows(first, s.rows),
                               .log_sum = of_rows(ACTJET_FLOAT32, s.rows)};
            fill_logits(f.x, 9);
            fill_logits(f.mask, 9, 2);
            fill_logits(f.sink, 2, 3);
            expect_forward_bits(f, {}, "mixed");
            expect_backward_bits({.y = f.x, .dy = f.mask, .dx = f.y, .gradient_scale = f.mask}, {}, "mixed");
        }
    }
}

TEST(rows, with_masks) {
    const shape s{6, 150};
    for (const actjet_dtype dtype : {ACTJET_FLOAT32, ACTJET_BFLOAT16, ACTJET_BOOL}) {
        for (tensor mask : {matrix(dtype, s.rows, s.columns), of_columns(dtype, s.columns), of_rows(dtype, s.rows),
                            transposed(dtype, s.rows, s.columns)}) {
            random next{7};
            mask.fill([&](std::size_t, std::size_t) {
                const bool seen = next() % 4 != 0;
                return dtype == ACTJET_BOOL ? seen * 3 : seen ? static_cast<double>(next() % 100) / 10 : -inf;
            });
            if (mask.rows == s.rows && mask.columns == s.columns) {  // of one row nothing is seen
                for (std::size_t c = 0; c < s.columns; ++c) {
                    mask.set(2, c, dtype == ACTJET_BOOL ? 0 : -inf);
                }
            }
            const tensor x = matrix(ACTJET_FLOAT32, s.rows, s.columns), y = matrix(ACTJET_FLOAT32, s.rows, s.columns);
            fill_logits(x, 9);
            for (const bool safe : {false, true}) {
                expect_forward_bits({.x = x, .y = y, .mask = mask, .log_sum = of_rows(ACTJET_FLOAT32, s.rows)},
                                    {.safe_rows = safe}, "mask of type " + std::to_string(dtype));
            }
        }
    }
}

TEST(rows, causal) {
    for (const std::uint64_t queries : {1, 3, 4, 70}) {
        for (const std::size_t columns : {std::size_t{1}, std::size_t{5}, std::size_t{70}, std::size_t{1030}}) {
            const tensor x = matrix(ACTJET_FLOAT32, 75, columns), y = matrix(ACTJET_FLOAT32, 75, columns);
            fill_logits(x, 9);
            expect_forward_bits({.x = x, .y = y, .log_sum = of_rows(ACTJET_FLOAT32, 75)},
                                {.causal_rows = queries, .safe_rows = true},
                                std::to_string(queries) + " queries of " + std::to_string(columns));
        }
    }
}

TEST(rows, with_scale_cap_and_sink) {
    const shape s{5, 130};
    const tensor x = matrix(ACTJET_FLOAT32, s.rows, s.columns), y = matrix(ACTJET_FLOAT32, s.rows, s.columns);
    const tensor sink = of_rows(ACTJET_FLOAT32, s.rows), log_sum = of_rows(ACTJET_FLOAT32, s.rows);
    fill_logits(x, 50);
    fill_logits(sink, 20, 4);
    sink.set(1, 0, 200);
    sink.set(2, 0, -inf);
    for (const double scale : {1.0, 0.125, 0.3, 7.0}) {
        for (const double cap : {0.0, 30.0}) {
            const settings with{.logit_scale = scale, .soft_cap = cap};
            expect_forward_bits({.x = x, .y = y, .log_sum = log_sum}, with, "without a sink");
            expect_forward_bits({.x = x, .y = y, .sink = sink, .log_sum = log_sum}, with, "with a sink");
            settings backward = with;
            backward.gradient_scale = 0.7;
            for (const bool accumulate : {false, true}) {
                backward.accumulate = accumulate;
                const tensor dx = matrix(ACTJET_FLOAT32, s.rows, s.columns), dsink = of_rows(ACTJET_FLOAT32, s.rows);
                fill_logits(dx, 1, 8);
                fill_logits(dsink, 1, 9);
                fill_logits(log_sum, 30, 5);
                expect_backward_bits({.y = x,
                                      .dy = x,
                                      .dx = dx,
                                      .x = x,
                                      .gradient_scale = of_rows(ACTJET_FLOAT32, s.rows),
                                      .sink = sink,
                                      .log_sum = log_sum,
                                      .dsink = dsink},
                                     backward, "all that there is");
            }
        }
    }
}

TEST(rows, with_numbers_that_are_none) {
    const shape s{8, 70};
    const tensor x = matrix(ACTJET_FLOAT32, s.rows, s.columns), y = matrix(ACTJET_FLOAT32, s.rows, s.columns);
    fill_logits(x, 9);
    x.set(0, 3, nan);
    x.set(1, 69, inf);
    for (std::size_t c = 0; c < s.columns; ++c) {
        x.set(2, c, -inf);
        x.set(3, c, c == 40 ? nan : -inf);
        x.set(4, c, nan);
        x.set(5, c, c % 2 != 0 ? -inf : 1e38 * static_cast<double>(c % 3));
        x.set(6, c, c % 2 != 0 ? -0.0 : 0.0);
        x.set(7, c, c == 3 ? 3e38 : -3e38);
    }
    for (const bool safe : {false, true}) {
        const settings with{.safe_rows = safe};
        expect_forward_bits({.x = x, .y = y, .log_sum = of_rows(ACTJET_FLOAT32, s.rows)}, with, "special");
        expect_backward_bits({.y = x, .dy = y, .dx = y}, with, "special y");
        expect_backward_bits({.y = y, .dy = x, .dx = y}, with, "special dy");
    }
}

// A row's bits do not depend on the others, nor on how many there are.
TEST(rows, do_not_depend_on_others) {
    const std::size_t columns = 777;
    const tensor many = matrix(ACTJET_FLOAT32, 40, columns), y = matrix(ACTJET_FLOAT32, 40, columns);
    fill_logits(many, 9);
    run(ACTJET_SOFTMAX, identity{}, {many, y});
    for (const std::size_t row : {std::size_t{0}, std::size_t{17}, std::size_t{39}}) {
        const tensor one = matrix(ACTJET_FLOAT32, 1, columns), y_of_one = matrix(ACTJET_FLOAT32, 1, columns);
        one.fill([&](std::size_t, std::size_t c) { return many.get(row, c); });
        run(ACTJET_SOFTMAX, identity{}, {one, y_of_one});
        for (std::size_t c = 0; c < columns; ++c) {
            ASSERT_EQ(y.bits(row, c), y_of_one.bits(0, c)) << row << ", " << c;
        }
    }
}

}  // namespace
}  // namespace actjet::test
