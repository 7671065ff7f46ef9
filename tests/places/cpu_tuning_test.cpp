// How calls are run on the CPU: what is written past the caches, and that a formula is timed. Speed itself is no test.
#include "host/cpu/settings.hpp"
#include "host/cpu/tuning.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using actjet::host::best_tuning;
using actjet::host::request;
using actjet::host::tuning;

// Tuning looks at addresses and sizes, not at what lies there.
float* at(std::uintptr_t address) {
    return reinterpret_cast<float*>(address);
}

request gelu_request(actjet_pass mode, actjet_dtype dtype, std::uint64_t n) {
    request r{};
    r.activation = ACTJET_GELU;
    r.mode = mode;
    r.dtype = dtype;
    r.n = n;
    r.inputs[0] = at(1 << 12);
    r.inputs[1] = mode == ACTJET_BACKWARD ? at(2 << 12) : nullptr;
    r.outputs[0] = at(3 << 12);
    r.outputs[1] = mode == ACTJET_JET ? at(4 << 12) : nullptr;
    return r;
}

tuning tuned(const request& r) {
    const actjet::core::prepared<actjet::gelu, float> prepared{actjet::gelu{}};
    return best_tuning(*actjet::host::cpu_settings().isa, r, &prepared);
}

constexpr std::uint64_t large = std::uint64_t{1} << 22;  // 16 MiB of float32

TEST(tuning, streams_what_the_caches_do_not_hold) {
    for (const actjet_pass mode : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
        EXPECT_TRUE(tuned(gelu_request(mode, ACTJET_FLOAT32, large)).access.streaming) << mode;
        EXPECT_FALSE(tuned(gelu_request(mode, ACTJET_FLOAT32, large - 1)).access.streaming) << mode;
        EXPECT_FALSE(tuned(gelu_request(mode, ACTJET_FLOAT16, large)).access.streaming) << mode;
    }
}

// What is written in place was read a moment ago, and is in the first cache.
TEST(tuning, streams_nothing_in_place) {
    request jet = gelu_request(ACTJET_JET, ACTJET_FLOAT32, large);
    jet.outputs[1] = const_cast<void*>(jet.inputs[0]);
    EXPECT_FALSE(tuned(jet).access.streaming);
    for (const int input : {0, 1}) {
        request backward = gelu_request(ACTJET_BACKWARD, ACTJET_FLOAT32, large);
        backward.outputs[0] = const_cast<void*>(backward.inputs[input]);
        EXPECT_FALSE(tuned(backward).access.streaming) << input;
    }
}

TEST(tuning, fetches_nothing_ahead_that_the_caches_hold) {
    EXPECT_FALSE(tuned(gelu_request(ACTJET_FORWARD, ACTJET_FLOAT32, (1 << 16) - 1)).access.prefetching);
    EXPECT_FALSE(tuned(gelu_request(ACTJET_FORWARD, ACTJET_FLOAT16, large)).access.prefetching);
}

// A call too short to pay for timing takes what it is given; the others find a width, and keep to it.
TEST(tuning, is_found_once) {
    EXPECT_EQ(tuned(gelu_request(ACTJET_FORWARD, ACTJET_FLOAT32, 100)).width, tuning{}.width);
    const auto width = tuned(gelu_request(ACTJET_FORWARD, ACTJET_FLOAT32, 100000)).width;
    EXPECT_LT(width, actjet::host::instruction_set::widths);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(tuned(gelu_request(ACTJET_FORWARD, ACTJET_FLOAT32, 100000)).width, width);
    }
}

}  // namespace
