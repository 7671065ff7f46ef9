// actjet_set_threads: what it takes, what it goes before, and that no call uses more.
#include "host/cpu/pool.hpp"
#include "tests/support/pretended_cpus.hpp"
#include "tests/support/processes.hpp"

#include <gtest/gtest.h>
#include <actjet/actjet.hpp>

#include <atomic>
#include <climits>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace {

using actjet::test::in_new_process;
using actjet::test::large_call_is_right;
using actjet::test::started_threads;

// In a new process on a machine of 2000 CPUs, with ACTJET_NUM_THREADS.
template <class F>
void on_a_large_machine(const char* asked, F body) {
    in_new_process([&] {
        actjet::test::pretend_cpus(2000);
        asked ? setenv("ACTJET_NUM_THREADS", asked, 1) : unsetenv("ACTJET_NUM_THREADS");
        body();
    });
}

TEST(set_threads, takes_1_to_1024_and_0_to_take_it_back) {
    on_a_large_machine("7", [] {
        for (const int n : {1, 2, 5, 1023, 1024}) {
            EXPECT_EQ(actjet_set_threads(n), ACTJET_OK);
            EXPECT_EQ(actjet_cpu_threads(), n);
        }
        EXPECT_EQ(actjet_set_threads(0), ACTJET_OK);
        EXPECT_EQ(actjet_cpu_threads(), 7);
    });
}

TEST(set_threads, refuses_all_else_and_keeps_what_was_set) {
    on_a_large_machine(nullptr, [] {
        ASSERT_EQ(actjet_set_threads(3), ACTJET_OK);
        for (const int n : {-1, 1025, INT_MIN, INT_MAX}) {
            EXPECT_EQ(actjet_set_threads(n), ACTJET_INVALID_ARGUMENT);
            EXPECT_EQ(actjet_last_error(), "n = " + std::to_string(n) + " is not in [0, 1024]");
            EXPECT_EQ(actjet_cpu_threads(), 3);
        }
    });
}

TEST(set_threads, throws_in_cpp) {
    on_a_large_machine(nullptr, [] {
        actjet::set_threads(3);
        EXPECT_EQ(actjet_cpu_threads(), 3);
        try {
            actjet::set_threads(-3);
            ADD_FAILURE() << "no exception";
        } catch (const actjet::error& e) {
            EXPECT_EQ(e.status(), ACTJET_INVALID_ARGUMENT);
            EXPECT_STREQ(e.what(), "n = -3 is not in [0, 1024]");
        }
    });
}

// Before and after the first call, which reads the environment.
TEST(set_threads, goes_before_the_environment) {
    on_a_large_machine("4", [] {
        EXPECT_EQ(actjet_set_threads(2), ACTJET_OK);
        EXPECT_EQ(actjet_cpu_threads(), 2);
        EXPECT_TRUE(large_call_is_right());
        EXPECT_EQ(actjet_set_threads(0), ACTJET_OK);
        EXPECT_EQ(actjet_cpu_threads(), 4);
        EXPECT_EQ(actjet_set_threads(6), ACTJET_OK);
        EXPECT_EQ(actjet_cpu_threads(), 6);
    });
}

TEST(set_threads, does_not_mend_an_environment_that_is_refused) {
    on_a_large_machine("many", [] {
        EXPECT_EQ(actjet_set_threads(2), ACTJET_OK);
        EXPECT_EQ(actjet_cpu_threads(), 0);
        EXPECT_FALSE(large_call_is_right());
        EXPECT_EQ(actjet_place_available(ACTJET_CPU), ACTJET_ENVIRONMENT);
    });
}

// More threads than a machine has CPUs only take time from one another.
TEST(set_threads, is_the_most_and_the_callers_cpus_are_too) {
    in_new_process([] {
        actjet::test::pretend_cpus(3);
        EXPECT_EQ(actjet_set_threads(8), ACTJET_OK);
        EXPECT_EQ(actjet_cpu_threads(), 3);
        actjet::test::pretend_cpus(1);
        EXPECT_EQ(actjet_cpu_threads(), 1);
        actjet::test::pretend_cpus(20);
        EXPECT_EQ(actjet_cpu_threads(), 8);
    });
}

TEST(set_threads, holds_from_the_next_call_on) {
    on_a_large_machine(nullptr, [] {
        const started_threads threads;
        std::size_t wanted = 0;
        for (const int n : {1, 3, 2, 1, 5}) {
            ASSERT_EQ(actjet_set_threads(n), ACTJET_OK);
            EXPECT_TRUE(large_call_is_right());
            wanted = std::max(wanted, static_cast<std::size_t>(n) - 1);
            EXPECT_EQ(threads.now().size(), wanted);
        }
    });
}

// The pool keeps the threads that it has; a job of fewer leaves the others out.
TEST(set_threads, lowered_leaves_threads_out) {
    struct workers {
        std::mutex mutex;
        std::set<std::thread::id> seen;
    };
    const auto run = [](int most) {
        workers w;
        actjet::host::run_pieces(
            most, actjet::host::cpu_mask::of_caller(), 60,
            [](const void* context, std::size_t) {
                auto& all = *const_cast<workers*>(static_cast<const workers*>(context));
                {
                    const std::lock_guard lock(all.mutex);
                    all.seen.insert(std::this_thread::get_id());
                }
                std::this_thread::sleep_for(std::chrono::microseconds(300));
            },
            &w);
        return w.seen.size();
    };
    for (int repeat = 0; repeat < 5; ++repeat) {
        EXPECT_LE(run(8), 8u);
        EXPECT_LE(run(2), 2u);
        EXPECT_LE(run(3), 3u);
        EXPECT_EQ(run(1), 1u);
    }
}

TEST(set_threads, may_come_from_several_threads_while_others_call) {
    on_a_large_machine(nullptr, [] {
        std::atomic<bool> done{false};
        std::vector<std::thread> all;
        for (int i = 0; i < 2; ++i) {
            all.emplace_back([&, i] {
                for (int n = 1; !done.load(); n = n % 4 + 1) {
                    EXPECT_EQ(actjet_set_threads(n + i), ACTJET_OK);
                    std::this_thread::yield();
                }
            });
        }
        std::vector<std::thread> callers;
        for (int i = 0; i < 3; ++i) {
            callers.emplace_back([] {
                for (int repeat = 0; repeat < 60; ++repeat) {
                    EXPECT_TRUE(large_call_is_right());
                    EXPECT_GE(actjet_cpu_threads(), 1);
                }
            });
        }
        for (auto& caller : callers) {
            caller.join();
        }
        done = true;
        for (auto& setter : all) {
            setter.join();
        }
    });
}

}  // namespace
