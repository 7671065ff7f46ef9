// An element's bits depend on its input alone: not on n, offset, alignment, place in memory or how the call is cut into
// pieces; and nothing outside the buffers is written. FAULTS F02, F03, F22.
#include "tests/support/inputs.hpp"
#include "tests/support/plain_call.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr std::size_t canary = 64;
constexpr std::uint8_t pattern = 0xa5;

std::size_t size_of(actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 ? 8 : dtype == ACTJET_FLOAT32 ? 4 : 2;
}

// n elements at a given distance from a 64-byte boundary, between canaries.
class buffer {
  public:
    buffer(std::size_t bytes, std::size_t offset) : memory_(bytes + offset + 4 * canary, pattern), bytes_(bytes) {
        const auto start = reinterpret_cast<std::uintptr_t>(memory_.data());
        begin_ = (start + 2 * canary) / canary * canary - start + offset;
    }
    std::uint8_t* get() { return memory_.data() + begin_; }
    bool canaries_live() const {
        const auto live = [](std::uint8_t byte) { return byte == pattern; };
        const auto begin = memory_.begin() + static_cast<std::ptrdiff_t>(begin_);
        return std::all_of(memory_.begin(), begin, live) &&
               std::all_of(begin + static_cast<std::ptrdiff_t>(bytes_), memory_.end(), live);
    }

  private:
    std::vector<std::uint8_t> memory_;
    std::size_t bytes_, begin_ = 0;
};

std::vector<std::uint8_t> inputs(actjet_dtype dtype, std::size_t n, std::uint64_t seed) {
    std::vector<std::uint8_t> bytes(n * size_of(dtype));
    actjet::test::random next{seed};
    if (dtype == ACTJET_FLOAT32) {
        const auto x = actjet::test::stratified_floats(n, seed);
        std::memcpy(bytes.data(), x.data(), bytes.size());
    } else if (dtype == ACTJET_FLOAT64) {
        const auto x = actjet::test::stratified_doubles(n, seed);
        std::memcpy(bytes.data(), x.data(), bytes.size());
    } else {
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::uint8_t>(next() >> 20); });
    }
    return bytes;
}

struct run_case {
    actjet_activation activation;
    actjet_pass pass;
    actjet_dtype dtype;
};

void call(const run_case& c, std::size_t n, const void* x, const void* dy, void* first, void* second) {
    const actjet::test::plain_call call{.pass = c.pass,
                                        .activation = c.activation,
                                        .dtype = c.dtype,
                                        .n = n,
                                        .x = x,
                                        .dy = dy,
                                        .y = first,
                                        .dydx = second,
                                        .dx = first};
    ASSERT_EQ(call.run(), ACTJET_OK) << actjet_last_error();
}

// Inputs, and what one call on all of them in aligned memory makes of them.
struct truth {
    run_case c;
    std::size_t size, n;
    std::vector<std::uint8_t> x, dy, first, second;

    truth(const run_case& c_, std::size_t n_)
        : c(c_), size(size_of(c.dtype)), n(n_), x(inputs(c.dtype, n, 1)), dy(inputs(c.dtype, n, 2)) {
        buffer a(n * size, 0), b(n * size, 0);
        call(c, n, x.data(), dy.data(), a.get(), b.get());
        first.assign(a.get(), a.get() + n * size);
        second.assign(b.get(), b.get() + n * size);
    }

    // count elements from start on, each buffer at its own distance from a boundary.
    void expect_same(std::size_t start, std::size_t count, const std::size_t (&offsets)[4]) const {
        const std::size_t bytes = count * size, from = start * size;
        buffer in(bytes, offsets[0] * size), grad(bytes, offsets[1] * size);
        buffer a(bytes, offsets[2] * size), b(bytes, offsets[3] * size);
        std::copy_n(x.data() + from, bytes, in.get());
        std::copy_n(dy.data() + from, bytes, grad.get());
        call(c, count, in.get(), grad.get(), a.get(), b.get());
        const auto where = [&] {
            return std::string(actjet_activation_at(c.activation)->name) + " pass " + std::to_string(c.pass) +
                   " dtype " + std::to_string(c.dtype) + " n " + std::to_string(count) + " offset " +
                   std::to_string(offsets[2]);
        };
        EXPECT_TRUE(std::equal(a.get(), a.get() + bytes, first.data() + from)) << where();
        if (c.pass == ACTJET_JET) {
            EXPECT_TRUE(std::equal(b.get(), b.get() + bytes, second.data() + from)) << where();
        }
        EXPECT_TRUE(in.canaries_live() && grad.canaries_live() && a.canaries_live() && b.canaries_live()) << where();
        EXPECT_TRUE(std::equal(in.get(), in.get() + bytes, x.data() + from)) << where();
    }

    // The output is the input, or for backward either of the two.
    void expect_same_in_place(std::size_t count) const {
        const std::size_t bytes = count * size;
        for (const bool onto_dy : {false, true}) {
            if (onto_dy && c.pass != ACTJET_BACKWARD) {
                continue;
            }
            buffer in(bytes, size), grad(bytes, 2 * size), b(bytes, 3 * size);
            std::copy_n(x.data(), bytes, in.get());
            std::copy_n(dy.data(), bytes, grad.get());
            std::uint8_t* out = onto_dy ? grad.get() : in.get();
            call(c, count, in.get(), grad.get(), out, b.get());
            EXPECT_TRUE(std::equal(out, out + bytes, first.data())) << "in place, n = " << count;
            EXPECT_TRUE(c.pass != ACTJET_JET || std::equal(b.get(), b.get() + bytes, second.data())) << count;
            EXPECT_TRUE(in.canaries_live() && grad.canaries_live() && b.canaries_live()) << count;
        }
    }
};

class buffers : public testing::TestWithParam<run_case> {};

TEST_P(buffers, of_every_small_size_and_offset) {
    const truth t(GetParam(), 1200);
    for (std::size_t offset = 0; offset < 16; ++offset) {
        for (const std::size_t n : {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 511, 512, 513, 1100}) {
            t.expect_same((offset * 5) % 64, n, {offset, (offset * 7) % 16, (offset * 3 + 1) % 16, 15 - offset});
        }
    }
}

TEST_P(buffers, in_place_of_every_size_up_to_300) {
    const truth t(GetParam(), 300);
    for (std::size_t n = 0; n <= 300; ++n) {
        t.expect_same_in_place(n);
    }
}

// Several pieces and threads.
TEST_P(buffers, large) {
    constexpr std::size_t most = (1 << 20) + 3;
    const truth t(GetParam(), most);
    for (const std::size_t n : {(1ul << 15) - 1, 1ul << 15, (1ul << 15) + 1, 65536ul + 17, most - 5}) {
        t.expect_same(5, n, {3, 1, 13, 6});
        t.expect_same(0, n, {0, 0, 0, 0});
    }
    t.expect_same_in_place(most);
}

std::vector<run_case> cases() {
    std::vector<run_case> all;
    for (const actjet_activation a : {ACTJET_LEAKY_RELU, ACTJET_SIGMOID}) {
        for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
            for (const actjet_dtype dtype : {ACTJET_FLOAT32, ACTJET_FLOAT64, ACTJET_FLOAT16, ACTJET_BFLOAT16}) {
                all.push_back({a, pass, dtype});
            }
        }
    }
    return all;
}

std::string name_of(const testing::TestParamInfo<run_case>& each) {
    static const char* const passes[] = {"", "forward", "jet", "backward"};
    static const char* const dtypes[] = {"", "float32", "float64", "float16", "bfloat16"};
    return std::string(actjet_activation_at(each.param.activation)->name) + "_" + passes[each.param.pass] + "_" +
           dtypes[each.param.dtype];
}

INSTANTIATE_TEST_SUITE_P(cpu, buffers, testing::ValuesIn(cases()), name_of);

// Large enough to be written past the caches, to outputs that share a distance from a cache line, and that do not.
TEST(results_larger_than_the_caches, have_the_same_bits) {
    constexpr std::size_t most = (1 << 22) + 100;
    for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
        const truth t({ACTJET_SIGMOID, pass, ACTJET_FLOAT32}, most);
        t.expect_same(0, most, {1, 2, 5, 5});
        t.expect_same(77, most - 77, {0, 0, 9, 2});
    }
}

// Every activation, with fewer sizes: the loops are compiled one by one.
TEST(every_activation, has_the_same_bits_at_any_size_and_offset) {
    for (std::int32_t a = 0; a < actjet_activation_count(); ++a) {
        for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
            const truth t({static_cast<actjet_activation>(a), pass, ACTJET_FLOAT32}, 600);
            for (const std::size_t n : {1, 31, 33, 95, 257}) {
                t.expect_same(n, n, {n % 16, 3, 7, 12});
            }
            t.expect_same_in_place(333);
        }
    }
}

}  // namespace
