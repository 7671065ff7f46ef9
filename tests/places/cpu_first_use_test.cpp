// A fork while another thread makes its first call: the child finds what that thread had begun, and nobody to end it.
// FAULTS F40.
//
// The window is a few microseconds. This program's own getenv(), which the library takes since it is linked statically,
// keeps it open until told.
#include "tests/support/processes.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <unistd.h>
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#if defined(__SANITIZE_THREAD__)
// Otherwise it ends a forked child that starts a thread.
extern "C" const char* __tsan_default_options() {
    return "die_after_fork=0";
}
#endif

namespace {

std::atomic<const char*> held{nullptr};  // the variable that nobody gets to know
std::atomic<int> waiting{0};

}  // namespace

extern "C" char* getenv(const char* name) noexcept {
    static std::atomic<char* (*)(const char*)> real{nullptr};
    if (!real.load()) {
        real = reinterpret_cast<char* (*)(const char*)>(dlsym(RTLD_NEXT, "getenv"));
    }
    const char* const asked = held.load();
    if (asked && std::strcmp(name, asked) == 0) {
        waiting.fetch_add(1);
        while (held.load()) {
            std::this_thread::yield();
        }
    }
    return real.load()(name);
}

namespace {

using actjet::test::in_new_process;
using actjet::test::large_call_is_right;

constexpr const char* variables[] = {"ACTJET_CHECK", "ACTJET_NUM_THREADS", "ACTJET_CPU_ISA"};

// Several callers are inside, one of them with the work and the others waiting for it.
TEST(first_use, in_a_forked_child_waits_for_nobody) {
    for (const char* variable : variables) {
        in_new_process([&] {
            held = variable;
            std::vector<std::thread> callers;
            for (int i = 0; i < 3; ++i) {
                callers.emplace_back([] { EXPECT_TRUE(large_call_is_right()); });
            }
            while (waiting.load() == 0) {
                std::this_thread::yield();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            const pid_t child = fork();
            if (child == 0) {
                held = nullptr;
                alarm(30);
                const bool answers = actjet_cpu_isa() && actjet_cpu_threads() >= 1 && *actjet_version() &&
                                     actjet_activation_find("gelu") == ACTJET_GELU &&
                                     actjet_place_available(ACTJET_CPU) == ACTJET_OK;
                std::_Exit(answers && large_call_is_right(64) && large_call_is_right() ? 7 : 8);
            }
            EXPECT_EQ(actjet::test::status_of_child(child), 7) << variable;
            held = nullptr;
            for (auto& caller : callers) {
                caller.join();
            }
            EXPECT_EQ(waiting.load(), 1) << "the environment is read once";
        });
    }
}

}  // namespace
