// Where calls run: on the CPUs that their thread may run on at the time, whoever called before. FAULTS F39.
//
// Needs a machine with two CPUs: with one, there is nowhere else to go.
#include "tests/support/at_once.hpp"
#include "tests/support/processes.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using actjet::test::cpus_of_caller;
using actjet::test::in_new_process;
using actjet::test::large_call_is_right;
using actjet::test::started_threads;

struct cpus {
    cpu_set_t set{};
    friend bool operator==(const cpus& a, const cpus& b) { return CPU_EQUAL(&a.set, &b.set); }
};

cpus cpus_of(pid_t thread) {
    cpus found;
    EXPECT_EQ(sched_getaffinity(thread, sizeof found.set, &found.set), 0);
    return found;
}

void move_to(const cpus& where) {
    EXPECT_EQ(sched_setaffinity(0, sizeof where.set, &where.set), 0);
}

// Those of this thread one by one.
std::vector<cpus> single_cpus() {
    const cpus all = cpus_of(0);
    std::vector<cpus> single;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &all.set)) {
            CPU_SET(cpu, &single.emplace_back().set);
        }
    }
    return single;
}

class placement : public testing::Test {
  protected:
    void SetUp() override {
        if (cpus_of_caller() < 2) {
            GTEST_SKIP() << "this process may run on one CPU only";
        }
        unsetenv("ACTJET_NUM_THREADS");
    }
};

// Whatever the number that is asked for: a thread that is pinned to one CPU gets no help that would share it.
TEST_F(placement, of_a_pinned_first_caller_holds_for_its_own_calls_only) {
    for (const char* asked : {"2", "1024"}) {
        in_new_process([&] {
            const started_threads threads;
            setenv("ACTJET_NUM_THREADS", asked, 1);
            std::thread([&] {
                move_to(single_cpus()[0]);
                EXPECT_EQ(actjet_cpu_threads(), 1);
                EXPECT_TRUE(large_call_is_right());
            }).join();
            EXPECT_EQ(actjet_cpu_threads(), std::min(std::atoi(asked), cpus_of_caller()));
            EXPECT_TRUE(large_call_is_right());
            const auto workers = threads.now();
            EXPECT_EQ(static_cast<int>(workers.size()), actjet_cpu_threads() - 1);
            for (const pid_t worker : workers) {
                EXPECT_EQ(cpus_of(worker), cpus_of(0));
            }
        });
    }
}

// How often a thread has gone to sleep, while it sleeps: as often, and nobody woke it. Otherwise empty.
std::string sleeps(pid_t thread) {
    std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
    for (std::string line, state; std::getline(status, line);) {
        if (line.starts_with("State:")) {
            state = line;
        }
        if (line.starts_with("voluntary_ctxt_switches:")) {
            return state.find("(sleeping)") == state.npos ? "" : line;
        }
    }
    return "";
}

TEST_F(placement, of_a_pinned_later_caller_is_its_cpu_alone) {
    in_new_process([] {
        const started_threads threads;
        ASSERT_EQ(actjet_set_threads(2), ACTJET_OK);
        EXPECT_TRUE(large_call_is_right());
        const auto workers = threads.now();
        ASSERT_EQ(workers.size(), 1u);
        std::string before;
        do {
            before = sleeps(workers[0]);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        } while (before.empty() || before != sleeps(workers[0]));
        move_to(single_cpus()[1]);
        EXPECT_EQ(actjet_cpu_threads(), 1);
        for (int repeat = 0; repeat < 10; ++repeat) {
            EXPECT_TRUE(large_call_is_right());
        }
        EXPECT_EQ(cpus_of(0), single_cpus()[0]);
        EXPECT_EQ(sleeps(workers[0]), before);
    });
}

cpus cpus_of_helper() {
    cpus helpers;
    const auto caller = std::this_thread::get_id();
    const auto look = [&] {
        if (std::this_thread::get_id() != caller) {
            helpers = cpus_of(0);
        }
    };
    EXPECT_TRUE(actjet::test::at_once(2, look));
    return helpers;
}

TEST_F(placement, of_helpers_follows_their_caller) {
    in_new_process([] {
        const cpus all = cpus_of(0);
        const auto single = single_cpus();
        for (const cpus& where : {single[0], all, single[1], single[0], single[0], all, all, single[1]}) {
            move_to(where);
            EXPECT_EQ(cpus_of_helper(), where);
        }
    });
}

// Callers on different CPUs at once; whoever has the pool has it there, and results are right.
TEST_F(placement, of_callers_at_once_is_their_own) {
    in_new_process([] {
        const auto single = single_cpus();
        std::vector<std::thread> callers;
        for (const cpus& where : {single[0], single[1], cpus_of(0), cpus_of(0)}) {
            callers.emplace_back([where] {
                move_to(where);
                for (int repeat = 0; repeat < 50; ++repeat) {
                    EXPECT_TRUE(large_call_is_right());
                    EXPECT_EQ(cpus_of(0), where);
                    EXPECT_EQ(actjet_cpu_threads(), CPU_COUNT(&where.set));
                }
            });
        }
        for (auto& caller : callers) {
            caller.join();
        }
    });
}

}  // namespace
