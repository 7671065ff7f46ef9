// The thread pool under callers that come at once, fork, and stay on past exit. FAULTS F25, F26, F33.
#include "tests/support/at_once.hpp"
#include "tests/support/pretended_cpus.hpp"
#include "tests/support/processes.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__SANITIZE_THREAD__)
// Otherwise it ends a forked child that starts a thread.
extern "C" const char* __tsan_default_options() {
    return "die_after_fork=0";
}
#endif

namespace {

using actjet::test::at_once;
using actjet::test::in_new_process;
using actjet::test::large_call_is_right;
using actjet::test::status_of_child;

constexpr int threads = 4;

// On the calling thread's CPUs.
void run_pieces(int most, std::size_t count, actjet::host::piece run, const void* context) {
    actjet::host::run_pieces(most, actjet::host::cpu_mask::of_caller(), count, run, context);
}

struct counters {
    std::vector<std::atomic<int>> runs;
    explicit counters(std::size_t count) : runs(count) {}

    static void count(const void* context, std::size_t i) {
        const_cast<counters*>(static_cast<const counters*>(context))->runs[i].fetch_add(1);
    }
    bool all_once() const {
        for (const auto& run : runs) {
            if (run.load() != 1) {
                return false;
            }
        }
        return true;
    }
};

TEST(pool, runs_every_piece_once) {
    for (const std::size_t count : {1, 2, 3, 5, 64, 1000}) {
        for (int repeat = 0; repeat < 200; ++repeat) {
            counters c(count);
            run_pieces(threads, count, &counters::count, &c);
            ASSERT_TRUE(c.all_once()) << count;
        }
    }
}

TEST(pool, wakes_after_sleep) {
    for (int repeat = 0; repeat < 20; ++repeat) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        counters c(50);
        run_pieces(threads, 50, &counters::count, &c);
        ASSERT_TRUE(c.all_once());
    }
}

// Each of them meets the others, so they do work at the same time.
TEST(pool, works_with_several_threads_at_once) {
    EXPECT_TRUE(at_once(threads, [] {}));
}

// Signals are the application's: a handler of its own never runs on a thread that it does not know.
TEST(pool, takes_no_signals) {
    std::atomic<int> open{0};
    const auto caller = std::this_thread::get_id();
    const auto look = [&] {
        sigset_t blocked;
        pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        for (const int signal : {SIGHUP, SIGINT, SIGUSR1, SIGALRM, SIGTERM, SIGCHLD, SIGPROF, SIGRTMIN, SIGRTMAX}) {
            open += std::this_thread::get_id() != caller && !sigismember(&blocked, signal);
        }
    };
    EXPECT_TRUE(at_once(threads, look));
    EXPECT_EQ(open.load(), 0);
}

// The pool has one job at a time: a piece that has a job of its own runs it alone, and nobody waits for anybody.
TEST(pool, can_be_used_from_its_own_pieces) {
    counters inner(20 * 20);
    struct both {
        counters* c;
        std::size_t row;
    };
    run_pieces(
        threads, 20,
        [](const void* context, std::size_t i) {
            const both job{const_cast<counters*>(static_cast<const counters*>(context)), i};
            run_pieces(
                threads, 20,
                [](const void* p, std::size_t j) {
                    const auto& outer = *static_cast<const both*>(p);
                    counters::count(outer.c, outer.row * 20 + j);
                },
                &job);
        },
        &inner);
    EXPECT_TRUE(inner.all_once());
}

TEST(callers, eight_at_once) {
    std::atomic<int> right{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i) {
        callers.emplace_back([&] {
            for (int repeat = 0; repeat < 25; ++repeat) {
                right += large_call_is_right();
            }
        });
    }
    for (auto& caller : callers) {
        caller.join();
    }
    EXPECT_EQ(right.load(), 8 * 25);
}

// What is made on first use, when all come at once in a new process: the catalogue, the settings, the pool's threads,
// and the timing that decides on fetching ahead, for which a call must not be small.
TEST(callers, eight_at_once_are_the_first) {
    in_new_process([] {
        actjet::test::pretend_cpus(3);
        setenv("ACTJET_NUM_THREADS", "3", 1);
        std::atomic<int> waiting{0};
        std::atomic<int> right{0};
        std::vector<std::thread> callers;
        for (int i = 0; i < 8; ++i) {
            callers.emplace_back([&, i] {
                waiting.fetch_add(1);
                while (waiting.load() < 8) {
                }
                const bool told = actjet_activation_find("gelu") == ACTJET_GELU && actjet_cpu_threads() == 3 &&
                                  actjet_cpu_isa() && *actjet_version() && !*actjet_last_error();
                right += told && large_call_is_right(i % 4 == 0 ? 1 << 22 : 1 << 18);
            });
        }
        for (auto& caller : callers) {
            caller.join();
        }
        EXPECT_EQ(right.load(), 8);
    });
}

// Forked while the pool sleeps, and while another thread has it: the child computes, with threads of its own, and
// exits.
TEST(forked_child, computes_and_exits) {
    ASSERT_TRUE(large_call_is_right());
    std::atomic<bool> done{false};
    std::thread busy([&] {
        while (!done.load()) {
            large_call_is_right();
        }
    });
    for (int repeat = 0; repeat < 20; ++repeat) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(60);
            counters c(100);
            run_pieces(threads, 100, &counters::count, &c);
            std::_Exit(large_call_is_right() && c.all_once() ? 7 : 8);
        }
        ASSERT_GT(child, 0);
        EXPECT_EQ(status_of_child(child), 7);
    }
    done = true;
    busy.join();
    EXPECT_TRUE(large_call_is_right());
}

TEST(forked_child, can_fork_again) {
    ASSERT_TRUE(large_call_is_right());
    const pid_t child = fork();
    if (child == 0) {
        const bool right = large_call_is_right();
        const pid_t grandchild = fork();
        if (grandchild == 0) {
            std::_Exit(large_call_is_right() ? 7 : 8);
        }
        std::_Exit(right && status_of_child(grandchild) == 7 ? 7 : 9);
    }
    EXPECT_EQ(status_of_child(child), 7);
}

// The order of handlers at exit is the reverse of their registration, so the first of these runs after the pool has
// stopped; a detached thread goes on calling all the while.
TEST(exiting, process_still_computes) {
    in_new_process([] {
        actjet::test::pretend_cpus(3);
        setenv("ACTJET_NUM_THREADS", "3", 1);
        std::atexit([] {
            if (!large_call_is_right()) {
                std::_Exit(9);
            }
        });
        std::thread([] {
            for (;;) {
                large_call_is_right();
            }
        }).detach();
        for (int repeat = 0; repeat < 20; ++repeat) {
            large_call_is_right();
        }
    });
}

}  // namespace
