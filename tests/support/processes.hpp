// What tests of the CPU place's threads share: new processes, large calls, and the threads of this process.
#pragma once

#include <gtest/gtest.h>
#include <actjet/actjet.hpp>

#include <sched.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

namespace actjet::test {

// What failed so far in the running test, to the standard error.
inline void print_failures() {
    const testing::TestResult& result = *testing::UnitTest::GetInstance()->current_test_info()->result();
    for (int i = 0; i < result.total_part_count(); ++i) {
        const testing::TestPartResult& part = result.GetTestPartResult(i);
        if (part.failed()) {
            std::fprintf(stderr, "%s:%d: %s\n", part.file_name(), part.line_number(), part.message());
        }
    }
}

// Runs body in a new process, where nothing of the library has been used. Fails the running test if it fails there.
template <class F>
void in_new_process(F body) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            body();
            print_failures();
            std::exit(testing::Test::HasFailure());
        },
        testing::ExitedWithCode(0), "");
}

inline int cpus_of_caller() {
    cpu_set_t cpus;
    return sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
}

// The threads that are started after this is made: the library's, if nobody else starts any.
class started_threads {
  public:
    started_threads() {
        std::thread([] {}).join();  // with the first thread a sanitizer starts one of its own
        before_ = all();
    }
    std::vector<pid_t> now() const {
        std::vector<pid_t> since = all();
        std::erase_if(since, [&](pid_t thread) { return std::ranges::find(before_, thread) != before_.end(); });
        return since;
    }

  private:
    static std::vector<pid_t> all() {
        std::vector<pid_t> threads;
        for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
            threads.push_back(std::atoi(entry.path().filename().c_str()));
        }
        return threads;
    }
    std::vector<pid_t> before_;
};

// The exit code of a child of this process, or 1000 and the signal that ended it.
inline int status_of_child(pid_t child) {
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// Whether relu of n elements is right: a call for several threads, if there are as many.
inline bool large_call_is_right(std::size_t n = 1 << 18) {
    std::vector<float> x(n, -1.0f), y(n, 5.0f);
    for (std::size_t i = 0; i < n; i += 3) {
        x[i] = static_cast<float>(i + 1);
    }
    try {
        forward(relu{}, cpu, x, y);
    } catch (const error&) {
        return false;
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (y[i] != (x[i] > 0 ? x[i] : 0.0f)) {
            return false;
        }
    }
    return true;
}

}  // namespace actjet::test
