// A call on the fake CUDA runtime, for the tests of what the library asks of one.
#pragma once

#include "fake_cudart.hpp"
#include "tests/support/plain_call.hpp"

#include <actjet/actjet.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>
#include <string>

namespace actjet::test {

// Whether this library looks pointers up in every call: in debug builds, and where the build asks for it.
extern const bool always_checked;

alignas(64) inline float x[4099], y[4099], d[4099];

inline plain_call forward_call(cudaStream_t stream) {
    return {.pass = ACTJET_FORWARD,
            .activation = ACTJET_RELU,
            .place = ACTJET_CUDA,
            .n = std::size(x),
            .x = x,
            .y = y,
            .stream = stream};
}

class runtime_test : public testing::Test {
  protected:
    void TearDown() override { last_error() = cudaSuccess; }

    fake_stream streams[2] = {{0}, {1}};
    cudaStream_t stream(int device) { return reinterpret_cast<cudaStream_t>(&streams[device]); }

    actjet_status run(int device) { return forward_call(stream(device)).run(); }

    static std::string message() { return actjet_last_error(); }

    static void forget_calls() {
        runtime().calls.clear();
        runtime().launches.clear();
    }
};

// What a process remembers is tested in a process of its own, which has remembered nothing.
template <class F>
void in_child(F body) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            body();
            std::exit(testing::Test::HasFailure() ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
}

}  // namespace actjet::test
