// Loading the shared library at run time. FAULTS F11 (floating-point environment), F28 (no driver), F33
// (unloading), F34 (two copies).
#include "tests/support/plain_call.hpp"

#include <actjet/actjet.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace {

struct library {
    void* handle;
    explicit library(const std::string& path = ACTJET_LIBRARY) : handle(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
        EXPECT_NE(handle, nullptr) << dlerror();
    }
    ~library() { dlclose(handle); }
    library(const library&) = delete;
    library& operator=(const library&) = delete;

    template <class F>
    F* function(const char* name) const {
        return reinterpret_cast<F*>(dlsym(handle, name));
    }

    // A call large enough for every thread that the library has.
    actjet_status work(int place = ACTJET_CPU) const {
        std::vector<float> x(1 << 20, 1.0f), y(1 << 20);
        const actjet::test::plain_call call{.pass = ACTJET_FORWARD,
                                            .activation = ACTJET_RELU,
                                            .place = place,
                                            .n = x.size(),
                                            .x = x.data(),
                                            .y = y.data()};
        const actjet_status status = call.with_call(function<decltype(actjet_run)>("actjet_run"));
        if (status == ACTJET_OK && place == ACTJET_CPU) {
            EXPECT_EQ(x, y);
        }
        return status;
    }
};

TEST(loading, a_hundred_times_with_work_in_between) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(library().work(), ACTJET_OK);
    }
}

TEST(loading, from_a_thread_that_ends_before_the_library_does) {
    const library lib;
    std::thread([&] { EXPECT_EQ(lib.work(), ACTJET_OK); }).join();
    EXPECT_EQ(lib.work(), ACTJET_OK);
}

#if defined(__x86_64__)
// A library linked with -ffast-math flushes denormals in the thread that loads it, and so in all that this one starts.
TEST(loading, leaves_the_floating_point_environment) {
    constexpr unsigned standard = 0x1f80;
    unsigned loaded = 0, worked = 0;
    _mm_setcsr(standard);
    {
        const library lib;
        loaded = _mm_getcsr();
        _mm_setcsr(standard);
        EXPECT_EQ(lib.work(), ACTJET_OK);
        worked = _mm_getcsr();
        _mm_setcsr(standard);
    }
    EXPECT_EQ(loaded, standard);
    EXPECT_EQ(worked, standard);
    EXPECT_EQ(_mm_getcsr(), standard);
}
#endif

TEST(loading, really_unloads) {
    { EXPECT_EQ(library().work(), ACTJET_OK); }
    EXPECT_EQ(dlopen(ACTJET_LIBRARY, RTLD_NOW | RTLD_NOLOAD), nullptr);
}

TEST(loading, two_copies_in_one_process) {
    const auto copy = std::filesystem::temp_directory_path() / "libactjet_copy.so";
    std::filesystem::copy_file(ACTJET_LIBRARY, copy, std::filesystem::copy_options::overwrite_existing);
    {
        const library first, second(copy.string());
        EXPECT_NE(first.function<decltype(actjet_run)>("actjet_run"),
                  second.function<decltype(actjet_run)>("actjet_run"));
        EXPECT_EQ(first.work(), ACTJET_OK);
        EXPECT_EQ(second.work(), ACTJET_OK);
        EXPECT_EQ(first.work(), ACTJET_OK);
    }
    std::filesystem::remove(copy);
}

// Whatever this machine has, the CUDA place answers with a status and a reason, and the CPU place goes on.
TEST(loading, the_cuda_place_answers_on_a_machine_without_a_gpu) {
    const library lib;
    const auto available = lib.function<decltype(actjet_place_available)>("actjet_place_available");
    const auto last_error = lib.function<decltype(actjet_last_error)>("actjet_last_error");
    const actjet_status status = available(ACTJET_CUDA);
    if (status == ACTJET_OK) {
        GTEST_SKIP() << "this machine has a GPU";
    }
    EXPECT_TRUE(status == ACTJET_NO_CUDA || status == ACTJET_NO_DRIVER || status == ACTJET_DRIVER_TOO_OLD) << status;
    EXPECT_NE(std::string(last_error()), "");
    EXPECT_EQ(lib.work(ACTJET_CUDA), status);
    EXPECT_EQ(lib.work(), ACTJET_OK);
}

// The library needs no CUDA library at load time: its runtime is inside.
TEST(loading, needs_no_cuda_library) {
    std::ifstream file(ACTJET_LIBRARY, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    ASSERT_GT(bytes.size(), 0u);
    EXPECT_EQ(bytes.find("libcudart.so"), std::string::npos);
}

}  // namespace
