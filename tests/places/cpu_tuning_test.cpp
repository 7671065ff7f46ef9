// How calls are run on the CPU: what is written past the caches, and that a formula is timed. Speed itself is no test.
#include "host/cpu/settings.hpp"
#include "host/cpu/tuning.hpp"
#include "tests/support/plain_call.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using actjet::host::best_tuning;
using actjet::host::tuning;
using actjet::test::plain_call;

// Tuning looks at addresses and sizes, not at what lies there.
float* at(std::uintptr_t address) {
    return reinterpret_cast<float*>(address);
}

plain_call gelu_call(actjet_pass pass, actjet_dtype dtype, std::size_t n) {
    return {.pass = pass,
            .activation = ACTJET_GELU,
            .dtype = dtype,
            .n = n,
            .x = at(1ul << 32),
            .dy = at(2ul << 32),
            .y = at(3ul << 32),
            .dydx = at(4ul << 32),
            .dx = at(5ul << 32)};
}

tuning tuned(const plain_call& call) {
    const actjet::core::prepared<actjet::gelu, float> prepared{actjet::gelu{}};
    return call.with_call([&](const actjet_call* c) {
        return best_tuning(*actjet::host::cpu_settings().isa, actjet::host::checked(*c), &prepared);
    });
}

constexpr std::uint64_t large = std::uint64_t{1} << 22;  // 16 MiB of float32

TEST(tuning, streams_what_the_caches_do_not_hold) {
    for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
        EXPECT_TRUE(tuned(gelu_call(pass, ACTJET_FLOAT32, large)).access.streaming) << pass;
        EXPECT_FALSE(tuned(gelu_call(pass, ACTJET_FLOAT32, large - 1)).access.streaming) << pass;
        EXPECT_FALSE(tuned(gelu_call(pass, ACTJET_FLOAT16, large)).access.streaming) << pass;
    }
}

// What is written in place was read a moment ago, and is in the first cache.
TEST(tuning, streams_nothing_in_place) {
    plain_call jet = gelu_call(ACTJET_JET, ACTJET_FLOAT32, large);
    jet.dydx = const_cast<void*>(jet.x);
    EXPECT_FALSE(tuned(jet).access.streaming);
    for (const void* plain_call::*input : {&plain_call::x, &plain_call::dy}) {
        plain_call backward = gelu_call(ACTJET_BACKWARD, ACTJET_FLOAT32, large);
        backward.dx = const_cast<void*>(backward.*input);
        EXPECT_FALSE(tuned(backward).access.streaming);
    }
}

TEST(tuning, fetches_nothing_ahead_that_the_caches_hold) {
    EXPECT_FALSE(tuned(gelu_call(ACTJET_FORWARD, ACTJET_FLOAT32, (1 << 16) - 1)).access.prefetching);
    EXPECT_FALSE(tuned(gelu_call(ACTJET_FORWARD, ACTJET_FLOAT16, large)).access.prefetching);
}

// A call too short to pay for timing takes what it is given; the others find a width, and keep to it.
TEST(tuning, is_found_once) {
    EXPECT_EQ(tuned(gelu_call(ACTJET_FORWARD, ACTJET_FLOAT32, 100)).width, tuning{}.width);
    const auto width = tuned(gelu_call(ACTJET_FORWARD, ACTJET_FLOAT32, 100000)).width;
    EXPECT_LT(width, actjet::host::instruction_set::widths);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(tuned(gelu_call(ACTJET_FORWARD, ACTJET_FLOAT32, 100000)).width, width);
    }
}

}  // namespace
