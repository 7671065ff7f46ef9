// What the library asks of the CUDA runtime, and what it makes of the answers: F13, F15, F16, F17, F18, F25. The
// runtime is a fake, so these run on any machine; a second device is not to be had otherwise.
#include "runtime_fixture.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace actjet::test {
namespace {

const std::size_t calls_at_load = runtime().calls.size();

TEST_F(runtime_test, nothing_is_asked_at_load) {
    EXPECT_EQ(calls_at_load, 0u);
}

TEST_F(runtime_test, launches_once_on_the_stream_given) {
    ASSERT_EQ(run(0), ACTJET_OK) << message();
    forget_calls();
    ASSERT_EQ(run(0), ACTJET_OK) << message();
    ASSERT_EQ(runtime().launches.size(), 1u);
    EXPECT_EQ(runtime().launches[0].stream, stream(0));
}

// F16: the launch is all that the library enqueues, of every kernel: imported_symbols.cmake knows all that it can call.
TEST_F(runtime_test, every_kernel_is_launched_on_the_stream_given) {
    plain_call call = forward_call(stream(1));
    call.n = 1000;
    call.dy = d;
    call.dydx = d;
    call.dx = y;
    for (call.activation = 0; call.activation < actjet_activation_count(); ++call.activation) {
        for (call.pass = ACTJET_FORWARD; call.pass <= ACTJET_BACKWARD; ++call.pass) {
            for (call.dtype = ACTJET_FLOAT32; call.dtype <= ACTJET_BFLOAT16; ++call.dtype) {
                forget_calls();
                ASSERT_EQ(call.run(), ACTJET_OK) << message();
                ASSERT_EQ(runtime().launches.size(), 1u);
                EXPECT_EQ(runtime().launches[0].stream, stream(1));
            }
        }
    }
}

// F16, F18: the calls of a warm launch, one by one; none allocates, waits, or names another stream.
TEST_F(runtime_test, asks_for_nothing_but_devices) {
    ASSERT_EQ(run(0), ACTJET_OK);
    forget_calls();
    ASSERT_EQ(run(0), ACTJET_OK);
    std::vector<std::string> wanted{"cudaPeekAtLastError", "cudaGetDevice", "cudaStreamGetDevice"};
    if (always_checked) {
        wanted.insert(wanted.end(), 2, "cudaPointerGetAttributes");  // x and y
    }
    wanted.push_back("cudaLaunchKernel");
    EXPECT_EQ(runtime().calls, wanted);
}

// F13
TEST_F(runtime_test, no_elements_no_call) {
    plain_call call = forward_call(stream(0));
    call.n = 0;
    call.x = nullptr;
    call.y = nullptr;
    forget_calls();
    EXPECT_EQ(call.run(), ACTJET_OK);
    EXPECT_TRUE(runtime().calls.empty());
}

TEST_F(runtime_test, a_refused_call_reaches_no_runtime) {
    plain_call misaligned = forward_call(stream(0)), overlapping = misaligned;
    misaligned.x = reinterpret_cast<const char*>(x) + 1;
    overlapping.y = x + 1;
    forget_calls();
    EXPECT_EQ(misaligned.run(), ACTJET_MISALIGNED);
    EXPECT_EQ(overlapping.run(), ACTJET_OVERLAP);
    EXPECT_TRUE(runtime().calls.empty());
}

// F17
TEST_F(runtime_test, runs_on_the_streams_device_and_restores_the_callers) {
    forget_calls();
    current_device() = 0;
    ASSERT_EQ(run(1), ACTJET_OK) << message();
    EXPECT_EQ(runtime().launches.back().device, 1);
    EXPECT_EQ(current_device(), 0);
    current_device() = 1;
    ASSERT_EQ(run(0), ACTJET_OK) << message();
    EXPECT_EQ(runtime().launches.back().device, 0);
    EXPECT_EQ(current_device(), 1);
    current_device() = 0;
}

TEST_F(runtime_test, attributes_are_those_of_the_device) {
    forget_calls();
    ASSERT_EQ(run(0), ACTJET_OK);
    ASSERT_EQ(run(1), ACTJET_OK);
    // Compute capability 7.5 takes one access at a time, 9.0 two.
    EXPECT_EQ(runtime().launches[0].grid, 5u);
    EXPECT_EQ(runtime().launches[1].grid, 3u);
    EXPECT_EQ(runtime().launches[0].block, 256u);
}

TEST_F(runtime_test, device_is_restored_on_error) {
    runtime().launch_error = cudaErrorLaunchOutOfResources;
    EXPECT_EQ(run(1), ACTJET_CUDA_ERROR);
    EXPECT_EQ(current_device(), 0);
    runtime().set_device_error = cudaErrorDevicesUnavailable;
    EXPECT_EQ(run(1), ACTJET_CUDA_ERROR);
    EXPECT_EQ(current_device(), 0);
    runtime().set_device_error = cudaSuccess;
}

TEST_F(runtime_test, default_streams_are_the_current_devices) {
    current_device() = 1;
    for (const cudaStream_t s : {cudaStream_t{}, cudaStreamLegacy, cudaStreamPerThread}) {
        forget_calls();
        ASSERT_EQ(forward_call(s).run(), ACTJET_OK) << message();
        EXPECT_EQ(runtime().launches.at(0).device, 1);
        EXPECT_EQ(runtime().launches.at(0).stream, s);
        EXPECT_EQ(runtime().count("cudaStreamGetDevice"), 0);
    }
    current_device() = 0;
}

// F15: a launch that fails once is reported once, and leaves no error behind.
TEST_F(runtime_test, an_error_of_ours_is_reported_and_not_left_behind) {
    runtime().launch_error = cudaErrorLaunchOutOfResources;
    EXPECT_EQ(run(0), ACTJET_CUDA_ERROR);
    EXPECT_NE(message().find("cudaErrorLaunchOutOfResources"), std::string::npos) << message();
    EXPECT_EQ(last_error(), cudaSuccess);
    EXPECT_EQ(run(0), ACTJET_OK);
}

// F15: an error that the caller left is neither reported as ours nor cleared.
TEST_F(runtime_test, an_error_of_the_caller_stays) {
    last_error() = cudaErrorInvalidValue;
    forget_calls();
    EXPECT_EQ(run(0), ACTJET_OK) << message();
    EXPECT_EQ(last_error(), cudaErrorInvalidValue);
    runtime().launch_error = cudaErrorLaunchOutOfResources;
    EXPECT_EQ(run(0), ACTJET_CUDA_ERROR);
    EXPECT_EQ(runtime().count("cudaGetLastError"), 0);
}

TEST_F(runtime_test, out_of_device_memory) {
    runtime().launch_error = cudaErrorMemoryAllocation;
    EXPECT_EQ(run(0), ACTJET_OUT_OF_MEMORY);
    EXPECT_EQ(run(0), ACTJET_OK);
}

// F15: after a sticky error every call says so without asking again, and the CPU goes on.
TEST_F(runtime_test, a_lost_device_stays_lost) {
    in_child([this] {
        runtime().sticky = cudaErrorIllegalAddress;
        EXPECT_EQ(run(0), ACTJET_DEVICE_LOST);
        EXPECT_NE(message().find("cudaErrorIllegalAddress"), std::string::npos) << message();
        runtime().sticky = cudaSuccess;
        forget_calls();
        EXPECT_EQ(run(0), ACTJET_DEVICE_LOST);
        EXPECT_NE(message().find("cudaErrorIllegalAddress"), std::string::npos) << message();
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), ACTJET_DEVICE_LOST);
        EXPECT_TRUE(runtime().launches.empty());
        EXPECT_EQ(runtime().count("cudaGetLastError"), 0);
        plain_call call = forward_call(nullptr);
        call.place = ACTJET_CPU;
        x[0] = 3;
        EXPECT_EQ(call.run(), ACTJET_OK);
        EXPECT_EQ(y[0], 3);
    });
}

// A driver older than the question for a stream's device: the current device is all that can be known.
TEST_F(runtime_test, a_driver_that_does_not_know_a_streams_device) {
    in_child([this] {
        runtime().stream_error = cudaErrorCallRequiresNewerDriver;
        current_device() = 1;
        EXPECT_EQ(run(0), ACTJET_OK) << message();
        EXPECT_EQ(runtime().launches.back().device, 1);
        EXPECT_EQ(last_error(), cudaSuccess);
        EXPECT_EQ(run(0), ACTJET_OK) << message();
        EXPECT_EQ(runtime().count("cudaStreamGetDevice"), 1);
    });
}

TEST_F(runtime_test, an_invalid_stream_is_an_error) {
    runtime().stream_error = cudaErrorInvalidResourceHandle;
    forget_calls();
    EXPECT_EQ(run(0), ACTJET_CUDA_ERROR);
    EXPECT_TRUE(runtime().launches.empty());
    runtime().stream_error = cudaSuccess;
}

// F25
TEST_F(runtime_test, eight_threads_at_once) {
    in_child([this] {
        constexpr int threads = 8, calls = 200;
        std::vector<std::thread> pool;
        std::atomic<int> failures = 0;
        for (int t = 0; t < threads; ++t) {
            pool.emplace_back([&, t] {
                current_device() = t / 2 % 2;
                for (int i = 0; i < calls; ++i) {
                    failures += run((t + i) % 2) != ACTJET_OK || current_device() != t / 2 % 2;
                }
            });
        }
        for (std::thread& thread : pool) {
            thread.join();
        }
        EXPECT_EQ(failures, 0);
        ASSERT_EQ(runtime().launches.size(), std::size_t{threads * calls});
        for (const fake_launch& launch : runtime().launches) {
            EXPECT_EQ(launch.device, reinterpret_cast<const fake_stream*>(launch.stream)->device);
            EXPECT_EQ(launch.grid, launch.device == 0 ? 5u : 3u);
        }
    });
}

}  // namespace
}  // namespace actjet::test
