// Random numbers: the generator against known answers, dropout, and rrelu's slopes in training.
#include "passes.hpp"

#include <actjet/core/philox.hpp>

#include "tests/support/inputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#if ACTJET_TEST_HAS_CURAND
#include <curand.h>
#endif

namespace actjet::test {
namespace {

TEST(Philox, GivesTheKnownAnswersOfRandom123) {
    using words = std::array<std::uint32_t, 4>;
    const auto philox = [](words counter, std::uint32_t key0, std::uint32_t key1) {
        const core::philox_block b = core::philox4x32({{counter[0], counter[1], counter[2], counter[3]}}, key0, key1);
        return words{b.words[0], b.words[1], b.words[2], b.words[3]};
    };
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(philox({0, 0, 0, 0}, 0, 0), (words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox({ones, ones, ones, ones}, ones, ones), (words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0),
              (words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// The word of an element, by the generator that the test above has checked.
std::uint32_t word_of(std::uint64_t seed, std::uint64_t offset, std::uint64_t element, bool parameter = false) {
    const std::uint64_t group = element / 4;
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    return core::philox4x32({{low(group), high(group) | (parameter ? 0x80000000u : 0), low(offset), high(offset)}},
                            low(seed), high(seed))
        .words[element % 4];
}

#if ACTJET_TEST_HAS_CURAND
// curand's own order of the elements interleaves sequences: all of its numbers are looked for among those of 2^16
// sequences' beginnings.
TEST(Philox, GivesCurandsNumbers) {
    curandGenerator_t generator;
    ASSERT_EQ(curandCreateGeneratorHost(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10), CURAND_STATUS_SUCCESS);
    const std::uint64_t seed = 0x123456789abcdef0;
    ASSERT_EQ(curandSetPseudoRandomGeneratorSeed(generator, seed), CURAND_STATUS_SUCCESS);
    std::vector<unsigned> drawn(4096);
    ASSERT_EQ(curandGenerate(generator, drawn.data(), drawn.size()), CURAND_STATUS_SUCCESS);
    curandDestroyGenerator(generator);
    std::vector<unsigned> ours;
    for (std::uint64_t sequence = 0; sequence < 65536; ++sequence) {
        for (std::uint64_t i = 0; i < 4; ++i) {
            ours.push_back(word_of(seed, sequence, i));
        }
    }
    std::sort(ours.begin(), ours.end());
    EXPECT_EQ(drawn.front(), word_of(seed, 0, 0));
    EXPECT_TRUE(std::all_of(drawn.begin(), drawn.end(),
                            [&](unsigned x) { return std::binary_search(ours.begin(), ours.end(), x); }));
}
#endif

constexpr std::uint64_t a_seed = 0xfedcba9876543210, an_offset = 0x0123456789abcdef;

settings dropping(double probability) {
    return {.dropout = probability, .seed = a_seed, .offset = an_offset};
}

template <class T>
T kept(T y, double probability, std::uint64_t element) {
    const bool dropped = word_of(a_seed, an_offset, element) < std::llround(probability * 0x1p32);
    return dropped ? T(0) : y * static_cast<T>(1 / (1 - probability));
}

template <class T>
class Dropout : public testing::Test {};
using elements = testing::Types<float, double>;
TYPED_TEST_SUITE(Dropout, elements);

TYPED_TEST(Dropout, MultipliesWhatIsKeptLastAndBackwardReplays) {
    using T = TypeParam;
    const std::vector<T> x = converted<T>(stratified_floats(70000)), dy(x.rbegin(), x.rend());
    const std::size_t n = x.size();
    for (const double p : {0.1, 0.5, 1.0 / 3, 0.999}) {
        std::vector<T> y(n), plain(n), dx(n), plain_dx(n), again(n);
        forward(gelu{}, cpu, x, plain);
        backward(gelu{}, cpu, x, dy, plain_dx);
        forward(gelu{}, cpu, x, y, {.settings = dropping(p)});
        backward(gelu{}, cpu, x, dy, dx, {.settings = dropping(p)});
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_EQ(bits_of(y[i]), bits_of(kept(plain[i], p, i))) << i;
            ASSERT_EQ(bits_of(dx[i]), bits_of(kept(plain_dx[i], p, i))) << i;
        }
        for (const std::int32_t threads : {1, 2, 5}) {
            set_threads(threads);
            forward(gelu{}, cpu, x, again, {.settings = dropping(p)});
            EXPECT_EQ(bits_of(y), bits_of(again)) << threads;
        }
        set_threads(0);
    }
}

TYPED_TEST(Dropout, ElementsAreNumberedByRowAndColumnWhateverTheLayout) {
    using T = TypeParam;
    const double p = 0.25;
    for (const std::size_t columns : {1, 7, 64, 131}) {
        const std::size_t rows = 137;
        std::vector<T> x(rows * columns * 2, T(1)), y(rows * columns);
        const view<const T> in{x.data(), rows, columns, static_cast<std::ptrdiff_t>(2 * columns), 2};
        const view<T> transposed{y.data(), rows, columns, 1, static_cast<std::ptrdiff_t>(rows)};
        forward(identity{}, cpu, in, transposed, {.settings = dropping(p)});
        for (std::size_t i = 0; i < rows * columns; ++i) {
            ASSERT_EQ(y[i / columns + i % columns * rows], kept(T(1), p, i)) << columns << ": " << i;
        }
    }
}

TYPED_TEST(Dropout, ZeroAndOneAreExact) {
    using T = TypeParam;
    std::vector<T> x = converted<T>(stratified_floats(5000));
    x.insert(x.end(), {T(INFINITY), T(-INFINITY), T(NAN)});
    std::vector<T> y(x.size()), plain(x.size()), dx(x.size()), zeros(x.size());
    forward(silu{}, cpu, x, plain);
    forward(silu{}, cpu, x, y, {.settings = dropping(0)});
    EXPECT_EQ(bits_of(plain), bits_of(y));
    forward(silu{}, cpu, x, y, {.settings = dropping(1)});
    EXPECT_EQ(bits_of(y), bits_of(zeros));
    backward(silu{}, cpu, x, x, dx, {.settings = dropping(1)});
    EXPECT_EQ(bits_of(dx), bits_of(zeros));
    backward(silu{}, cpu, x, x, plain);
    backward(silu{}, cpu, x, x, dx, {.settings = dropping(0)});
    EXPECT_EQ(bits_of(dx), bits_of(plain));
}

TYPED_TEST(Dropout, WhatIsDroppedIsZeroWhateverItWas) {
    using T = TypeParam;
    const std::vector<T> x(1000, T(NAN)), dy(1000, T(INFINITY));
    std::vector<T> y(1000), dx(1000);
    forward(identity{}, cpu, x, y, {.settings = dropping(0.5)});
    backward(identity{}, cpu, x, dy, dx, {.settings = dropping(0.5)});
    for (std::size_t i = 0; i < 1000; ++i) {
        const bool dropped = kept(T(1), 0.5, i) == 0;
        ASSERT_TRUE(dropped ? bits_of(y[i]) == 0 && bits_of(dx[i]) == 0 : std::isnan(y[i]) && std::isnan(dx[i])) << i;
    }
}

TYPED_TEST(Dropout, GatedUnitsDropY) {
    using T = TypeParam;
    const std::size_t n = 3001;
    const std::vector<T> x = converted<T>(stratified_floats(n)), gate(x.rbegin(), x.rend());
    const std::vector<T> dy(x.size(), T(0.75));
    std::vector<T> plain[4], dropped[4];
    for (auto* results : {plain, dropped}) {
        for (int k = 0; k < 4; ++k) {
            results[k].resize(x.size());
        }
        const settings s = results == plain ? settings{} : dropping(0.3);
        gated_forward(silu{}, cpu, gate, x, results[0], {.settings = s});
        gated_backward(silu{}, cpu, gate, x, dy, results[1], results[2], {.y = results[3], .settings = s});
    }
    for (int k = 0; k < 4; ++k) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            ASSERT_EQ(bits_of(dropped[k][i]), bits_of(kept(plain[k][i], 0.3, i))) << k << " " << i;
        }
    }
}

TEST(Dropout, IsAsProbableAsAsked) {
    const std::size_t n = 1 << 20;
    const std::vector<float> x(n, 1);
    std::vector<float> y(n);
    for (const double p : {0.01, 0.5, 0.9}) {
        forward(identity{}, cpu, x, y, {.settings = dropping(p)});
        const auto zeros = static_cast<double>(std::count(y.begin(), y.end(), 0.0f));
        EXPECT_NEAR(zeros, p * static_cast<double>(n), 5 * std::sqrt(static_cast<double>(n) * p * (1 - p)));
    }
}

TEST(Dropout, OffsetInMemoryIsAdded) {
    const std::vector<float> x(1000, 1);
    std::vector<float> y(1000), z(1000);
    const std::uint64_t more = 0xff00000000000123;
    settings s = dropping(0.5), t = s;
    s.offset_memory = &more;
    t.offset += more;
    forward(identity{}, cpu, x, y, {.settings = s});
    forward(identity{}, cpu, x, z, {.settings = t});
    EXPECT_EQ(y, z);
    forward(identity{}, cpu, x, z, {.settings = dropping(0.5)});
    EXPECT_NE(y, z);
}

// The form for training, as passes/random.hpp says.
template <class T>
T drawn_slope(const rrelu& f, std::uint64_t element) {
    const T u = static_cast<T>(word_of(a_seed, an_offset, element, true) >> 8) * T(0x1p-24);
    const T lower = static_cast<T>(f.lower), upper = static_cast<T>(f.upper);
    const T slope = std::fma(static_cast<T>(f.upper - f.lower), u, lower);
    return slope < upper || lower == upper ? slope : std::nextafter(upper, lower);
}

TYPED_TEST(Dropout, SlopesOfRreluAreDrawnForEachElement) {
    using T = TypeParam;
    const std::size_t n = 20001;
    const std::vector<T> x(n, T(-3)), dy(n, T(0.7));
    settings s = dropping(0);
    s.random_parameter = true;
    for (const rrelu f : {rrelu{}, rrelu{.lower = -0.5, .upper = 1e10}, rrelu{.lower = 0.1, .upper = 0.1}}) {
        std::vector<T> y(n), z(n), d(n), dx(n);
        forward(f, cpu, x, y, {.settings = s});
        jet(f, cpu, x, z, d, {.settings = s});
        backward(f, cpu, x, dy, dx, {.settings = s});
        EXPECT_EQ(bits_of(y), bits_of(z));
        for (std::size_t i = 0; i < n; ++i) {
            const T slope = drawn_slope<T>(f, i);
            ASSERT_EQ(d[i], slope) << i;
            ASSERT_EQ(y[i], T(-3) * slope) << i;
            ASSERT_EQ(dx[i], T(0.7) * slope) << i;
            ASSERT_TRUE(f.lower == f.upper || (slope >= T(f.lower) && slope < T(f.upper))) << i;
        }
    }
    std::vector<T> positive(n, T(2)), y(n);
    forward(rrelu{}, cpu, positive, y, {.settings = s});
    EXPECT_EQ(y, positive);
}

TEST(Random, HalvesRoundOnce) {
    const std::size_t n = 5000;
    const std::vector<float16> x = converted<float16>(std::vector<float>(n, -1.5f));
    std::vector<float16> y(n);
    settings s = dropping(0);
    s.random_parameter = true;
    forward(rrelu{}, cpu, x, y, {.settings = s});
    for (std::size_t i = 0; i < n; ++i) {
        // One rounding: the product of 11 and 24 bits is exact in double, where the nearest float16 is looked for.
        const double exact = -1.5 * static_cast<double>(drawn_slope<float>(rrelu{}, i)), got = static_cast<float>(y[i]);
        const double ulp = std::ldexp(1.0, std::ilogb(exact) - 10);
        ASSERT_LE(std::abs(got - exact), ulp / 2) << i;
    }
}

TEST(Random, DroppingAndDrawingShareNoNumber) {
    const std::size_t n = 1 << 16;
    const std::vector<float> x(n, -1);
    std::vector<float> y(n), slopes(n);
    settings s = dropping(0.5);
    s.random_parameter = true;
    forward(rrelu{.lower = 0.25, .upper = 0.75}, cpu, x, y, {.settings = s});
    double kept_sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(y[i], kept(-drawn_slope<float>(rrelu{.lower = 0.25, .upper = 0.75}, i), 0.5, i));
        if (y[i] != 0) {
            kept_sum += y[i] / -2;
            ++count;
        }
    }
    // Were the words the same, the slopes of what is kept would lie between 0.5 and 0.75.
    EXPECT_NEAR(kept_sum / static_cast<double>(count), 0.5, 0.01);
}

std::string refusal(const any_activation& f, actjet_pass pass, const settings& s) {
    std::vector<float> x(4), y(4), d(4);
    try {
        if (pass == ACTJET_JET) {
            jet(f, cpu, x, y, d, {.settings = s});
        } else {
            forward(f, cpu, x, y, {.settings = s});
        }
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

TEST(Random, WhatIsNotOfferedIsRefusedByName) {
    EXPECT_EQ(refusal(gelu{}, ACTJET_FORWARD, {.dropout = 1.5}), "dropout = 1.5 is not in [0, 1]");
    EXPECT_EQ(refusal(gelu{}, ACTJET_FORWARD, {.dropout = NAN}), "dropout = nan is not in [0, 1]");
    EXPECT_EQ(refusal(gelu{}, ACTJET_JET, {.dropout = 0.5}), "jet is not offered with dropout");
    EXPECT_EQ(refusal(gelu{}, ACTJET_FORWARD, {.random_parameter = true}),
              "ACTJET_RANDOM_PARAMETER is not offered for forward of gelu, but for forward, jet and backward of rrelu");
    EXPECT_EQ(refusal(rrelu{.lower = -3e38, .upper = 3.1e38}, ACTJET_FORWARD, {.random_parameter = true}),
              "upper - lower = 6.1e+38 is too large to draw a parameter");
    alignas(8) char bytes[16] = {};
    EXPECT_EQ(refusal(gelu{}, ACTJET_FORWARD,
                      {.dropout = 0.5, .offset_memory = reinterpret_cast<const std::uint64_t*>(bytes + 4)}),
              "offset_memory is not aligned to 8 bytes");
    std::vector<float> x(4);
    alignas(8) float y[4];
    EXPECT_THROW(forward(gelu{}, cpu, x, std::span(y),
                         {.settings = {.dropout = 0.5, .offset_memory = reinterpret_cast<std::uint64_t*>(y)}}),
                 error);
}

}  // namespace
}  // namespace actjet::test
