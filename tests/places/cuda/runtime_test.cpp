// What the library asks of the CUDA runtime, and what it makes of the answers: F13, F15, F16, F17, F18, F25, F27, F28,
// F30. The runtime is a fake, so these run on any machine; a second device is not to be had otherwise.
#include "fake_cudart.hpp"

#include <actjet/actjet.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <thread>

namespace actjet::test {
namespace {

// Whether this library looks pointers up in every call: in debug builds, and where the build asks for it.
constexpr bool always_checked = ACTJET_TEST_ALWAYS_CHECKED;

const std::size_t calls_at_load = runtime().calls.size();

alignas(64) float x[4099], y[4099], d[4099];

actjet_call forward_call(cudaStream_t stream) {
    actjet_call call{};
    call.struct_size = sizeof call;
    call.activation = ACTJET_RELU;
    call.mode = ACTJET_FORWARD;
    call.dtype = ACTJET_FLOAT32;
    call.place = ACTJET_CUDA;
    call.n = std::size(x);
    call.x = x;
    call.y = y;
    call.stream = stream;
    return call;
}

class runtime_test : public testing::Test {
  protected:
    void TearDown() override { last_error() = cudaSuccess; }

    fake_stream streams[2] = {{0}, {1}};
    cudaStream_t stream(int device) { return reinterpret_cast<cudaStream_t>(&streams[device]); }

    actjet_status run(int device) {
        const actjet_call call = forward_call(stream(device));
        return actjet_run(&call);
    }

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
    actjet_call call = forward_call(stream(1));
    call.n = 1000;
    call.dy = d;
    call.dydx = d;
    call.dx = y;
    for (call.activation = 0; call.activation < actjet_activation_count(); ++call.activation) {
        for (call.mode = ACTJET_FORWARD; call.mode <= ACTJET_BACKWARD; ++call.mode) {
            for (call.dtype = ACTJET_FLOAT32; call.dtype <= ACTJET_BFLOAT16; ++call.dtype) {
                forget_calls();
                ASSERT_EQ(actjet_run(&call), ACTJET_OK) << message();
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
    actjet_call call = forward_call(stream(0));
    call.n = 0;
    call.x = nullptr;
    call.y = nullptr;
    forget_calls();
    EXPECT_EQ(actjet_run(&call), ACTJET_OK);
    EXPECT_TRUE(runtime().calls.empty());
}

TEST_F(runtime_test, a_refused_call_reaches_no_runtime) {
    actjet_call misaligned = forward_call(stream(0)), overlapping = misaligned;
    misaligned.x = reinterpret_cast<const char*>(x) + 1;
    overlapping.y = x + 1;
    forget_calls();
    EXPECT_EQ(actjet_run(&misaligned), ACTJET_MISALIGNED);
    EXPECT_EQ(actjet_run(&overlapping), ACTJET_OVERLAP);
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
        const actjet_call call = forward_call(s);
        ASSERT_EQ(actjet_run(&call), ACTJET_OK) << message();
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

struct refusal {
    cudaError_t error;
    int driver_version;
    actjet_status status;
    const char* text;
};

// F27, F28
TEST_F(runtime_test, tells_why_cuda_cannot_be_used) {
    const refusal refusals[] = {
        {cudaErrorInsufficientDriver, 0, ACTJET_NO_DRIVER, "no NVIDIA driver"},
        {cudaErrorInsufficientDriver, 11040, ACTJET_DRIVER_TOO_OLD, "11.4"},
        {cudaErrorSystemDriverMismatch, 12020, ACTJET_DRIVER_TOO_OLD, "12.2"},
        {cudaErrorStubLibrary, 0, ACTJET_NO_DRIVER, "stub"},
        {cudaErrorNoDevice, 13000, ACTJET_NO_DRIVER, "no CUDA device"},
    };
    for (const refusal& r : refusals) {
        runtime().driver_error = r.error;
        runtime().driver_version = r.driver_version;
        EXPECT_EQ(run(0), r.status);
        EXPECT_NE(message().find(r.text), std::string::npos) << message();
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), r.status);
        EXPECT_NE(message().find(r.text), std::string::npos) << message();
        EXPECT_EQ(last_error(), cudaSuccess);
    }
    runtime().driver_error = cudaSuccess;
    runtime().driver_version = 13000;
    EXPECT_EQ(run(0), ACTJET_OK);
}

TEST_F(runtime_test, no_kernel_image_lists_the_architectures) {
    for (const cudaError_t error :
         {cudaErrorNoKernelImageForDevice, cudaErrorUnsupportedPtxVersion, cudaErrorInvalidDeviceFunction}) {
        runtime().launch_error = error;
        EXPECT_EQ(run(0), ACTJET_NO_KERNEL_IMAGE);
        EXPECT_NE(message().find(actjet_cuda_architectures()), std::string::npos) << message();
    }
}

TEST_F(runtime_test, availability_asks_for_code_for_the_device) {
    in_child([] {
        runtime().capabilities[0] = std::atoi(actjet_cuda_architectures());
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), ACTJET_OK) << message();
    });
    in_child([] {
        runtime().capabilities[0] = 30;
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), ACTJET_NO_KERNEL_IMAGE);
        EXPECT_NE(message().find(actjet_cuda_architectures()), std::string::npos) << message();
    });
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
        actjet_call call = forward_call(nullptr);
        call.place = ACTJET_CPU;
        x[0] = 3;
        EXPECT_EQ(actjet_run(&call), ACTJET_OK);
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

// F30
class pointer_test : public runtime_test {
  protected:
    void TearDown() override {
        runtime().odd_pointer = nullptr;
        runtime_test::TearDown();
    }

    // The status of a checked backward call of which one array lives elsewhere.
    actjet_status run_with(const void* pointer, cudaMemoryType memory, int device) {
        runtime().odd_pointer = pointer;
        runtime().odd_memory = memory;
        runtime().odd_device = device;
        actjet_call call = forward_call(stream(0));
        call.mode = ACTJET_BACKWARD;
        call.dy = d;
        call.dx = y;
        call.flags = ACTJET_CHECK_POINTERS;
        forget_calls();
        return actjet_run(&call);
    }
};

TEST_F(pointer_test, each_array_is_named) {
    const std::pair<const void*, std::string> arrays[] = {{x, "x "}, {d, "dy "}, {y, "dx "}};
    for (const auto& [pointer, name] : arrays) {
        for (const cudaMemoryType memory : {cudaMemoryTypeUnregistered, cudaMemoryTypeHost}) {
            EXPECT_EQ(run_with(pointer, memory, 0), ACTJET_WRONG_MEMORY_SPACE);
            EXPECT_EQ(message().substr(0, name.size()), name) << message();
            EXPECT_TRUE(runtime().launches.empty());
        }
    }
}

TEST_F(pointer_test, memory_of_another_device_is_refused) {
    EXPECT_EQ(run_with(d, cudaMemoryTypeDevice, 1), ACTJET_WRONG_MEMORY_SPACE);
    EXPECT_NE(message().find("device 1"), std::string::npos) << message();
}

TEST_F(pointer_test, device_and_managed_memory_are_fine) {
    EXPECT_EQ(run_with(d, cudaMemoryTypeDevice, 0), ACTJET_OK) << message();
    EXPECT_EQ(run_with(d, cudaMemoryTypeManaged, 1), ACTJET_OK) << message();
    EXPECT_EQ(runtime().count("cudaPointerGetAttributes"), 3);
}

TEST_F(pointer_test, the_cpu_refuses_device_memory) {
    for (const auto& [pointer, name] : {std::pair<const void*, std::string>{x, "x "}, {y, "y "}}) {
        runtime().memory = cudaMemoryTypeUnregistered;
        runtime().odd_pointer = pointer;
        runtime().odd_memory = cudaMemoryTypeDevice;
        actjet_call call = forward_call(nullptr);
        call.place = ACTJET_CPU;
        EXPECT_EQ(actjet_run(&call), ACTJET_OK) << "unless asked for, nothing is checked";
        call.flags = ACTJET_CHECK_POINTERS;
        EXPECT_EQ(actjet_run(&call), ACTJET_WRONG_MEMORY_SPACE);
        EXPECT_EQ(message().substr(0, name.size()), name) << message();
        runtime().odd_memory = cudaMemoryTypeManaged;
        EXPECT_EQ(actjet_run(&call), ACTJET_OK) << message();
        runtime().driver_error = cudaErrorInsufficientDriver;
        EXPECT_EQ(actjet_run(&call), ACTJET_OK) << message();
        EXPECT_EQ(last_error(), cudaSuccess);
        runtime().driver_error = cudaSuccess;
    }
    runtime().memory = cudaMemoryTypeDevice;
}

TEST_F(pointer_test, debug_builds_check_unasked) {
    runtime().odd_pointer = x;
    for (const cudaMemoryType memory : {cudaMemoryTypeUnregistered, cudaMemoryTypeHost}) {
        runtime().odd_memory = memory;
        EXPECT_EQ(run(0), always_checked ? ACTJET_WRONG_MEMORY_SPACE : ACTJET_OK) << message();
    }
}

TEST_F(pointer_test, environment_asks_for_checks) {
    in_child([this] {
        setenv("ACTJET_CHECK", "1", 1);
        runtime().odd_pointer = x;
        EXPECT_EQ(run(0), ACTJET_WRONG_MEMORY_SPACE);
    });
    in_child([this] {
        setenv("ACTJET_CHECK", "yes", 1);
        EXPECT_EQ(run(0), ACTJET_ENVIRONMENT);
        EXPECT_NE(message().find("ACTJET_CHECK = yes"), std::string::npos) << message();
    });
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
