// A container's CPU quota: what the files of the process's control groups say, and what follows for a call. FAULTS F39.
//
// The files are this program's own: its open() looks for those of /proc/self/cgroup and /sys/fs/cgroup in a folder of
// the test. The library is linked statically and takes it.
#include "host/cpu/quota.hpp"
#include "tests/support/processes.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>

namespace {

// Before any thread is started; empty while no test runs.
std::string& root() {
    static std::string folder;
    return folder;
}

}  // namespace

extern "C" int open(const char* path, int flags, ...) {
    static const auto real = reinterpret_cast<int (*)(const char*, int, ...)>(dlsym(RTLD_NEXT, "open"));
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    for (const char* ours : {"/proc/self/cgroup", "/sys/fs/cgroup"}) {
        if (!root().empty() && std::strncmp(path, ours, std::strlen(ours)) == 0) {
            return real((root() + path).c_str(), flags, mode);
        }
    }
    return real(path, flags, mode);
}

namespace {

using actjet::host::cpu_quota;
using actjet::host::no_quota;
using actjet::host::read_cpu_quota;

using files = std::map<std::string, std::string>;

class quota : public testing::Test {
  protected:
    quota() {
        char name[] = "/tmp/actjet_quota_XXXXXX";
        folder_ = mkdtemp(name);
        root() = folder_.string();
    }
    ~quota() override {
        root().clear();
        std::filesystem::remove_all(folder_);
    }

    // Makes them all of the files that there are.
    void write(const files& all) const {
        std::filesystem::remove_all(folder_);
        for (const auto& [name, text] : all) {
            const auto path = folder_ / name;
            std::filesystem::create_directories(path.parent_path());
            std::ofstream(path) << text;
        }
    }
    int read(const files& all) const {
        write(all);
        return read_cpu_quota();
    }
    static files of_version_2(const std::string& limit) {
        return {{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", limit}};
    }

  private:
    std::filesystem::path folder_;
};

TEST_F(quota, of_a_container_is_rounded_up) {
    EXPECT_EQ(read(of_version_2("max 100000\n")), no_quota);
    EXPECT_EQ(read(of_version_2("1000 100000\n")), 1);
    EXPECT_EQ(read(of_version_2("100000 100000\n")), 1);
    EXPECT_EQ(read(of_version_2("100001 100000\n")), 2);
    EXPECT_EQ(read(of_version_2("150000 100000\n")), 2);
    EXPECT_EQ(read(of_version_2("200000 50000\n")), 4);
    EXPECT_EQ(read(of_version_2("9223372036854775807 1\n")), no_quota);
}

TEST_F(quota, of_nested_groups_is_the_smallest) {
    const auto nested = [](const char* outer, const char* middle, const char* inner) {
        return files{{"proc/self/cgroup", "0::/outer.slice/middle/inner.scope\n"},
                     {"sys/fs/cgroup/outer.slice/cpu.max", outer},
                     {"sys/fs/cgroup/outer.slice/middle/cpu.max", middle},
                     {"sys/fs/cgroup/outer.slice/middle/inner.scope/cpu.max", inner},
                     {"sys/fs/cgroup/another/cpu.max", "100000 100000"}};
    };
    EXPECT_EQ(read(nested("max 100000\n", "max 100000\n", "max 100000\n")), no_quota);
    EXPECT_EQ(read(nested("200000 100000\n", "300000 100000\n", "400000 100000\n")), 2);
    EXPECT_EQ(read(nested("400000 100000\n", "150000 50000\n", "max 100000\n")), 3);
    EXPECT_EQ(read(nested("max 100000\n", "500000 100000\n", "400000 100000\n")), 4);
}

TEST_F(quota, of_version_1_is_read_too) {
    const auto limited = [](const std::string& folder, const char* time, const char* period) {
        return files{{"proc/self/cgroup", "12:memory:/a/b\n5:cpuset:/c\n4:cpu,cpuacct:/a/b\n1:name=systemd:/d\n"},
                     {"sys/fs/cgroup/cpu" + folder + "/cpu.cfs_quota_us", time},
                     {"sys/fs/cgroup/cpu" + folder + "/cpu.cfs_period_us", period}};
    };
    EXPECT_EQ(read(limited("/a/b", "-1\n", "100000\n")), no_quota);
    EXPECT_EQ(read(limited("/a/b", "250000\n", "100000\n")), 3);
    EXPECT_EQ(read(limited("/a", "10000\n", "5000\n")), 2);
    // A container that sees its own group as the root, and is told its path on the host.
    EXPECT_EQ(read(limited("", "50000\n", "100000\n")), 1);
    EXPECT_EQ(read(limited("/c", "50000\n", "100000\n")), no_quota);
}

TEST_F(quota, of_both_versions_is_the_smaller) {
    const auto both = [](const char* version_1, const char* version_2) {
        return files{{"proc/self/cgroup", "1:cpuacct,cpu:/\n0::/user.slice\n"},
                     {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", version_1},
                     {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"},
                     {"sys/fs/cgroup/unified/user.slice/cpu.max", version_2}};
    };
    EXPECT_EQ(read(both("300000\n", "max 100000\n")), 3);
    EXPECT_EQ(read(both("300000\n", "200000 100000\n")), 2);
    EXPECT_EQ(read(both("-1\n", "400000 100000\n")), 4);
}

TEST_F(quota, of_what_cannot_be_read_or_understood_is_none) {
    EXPECT_EQ(read({}), no_quota);
    EXPECT_EQ(read({{"proc/self/cgroup", "0::/\n"}}), no_quota);
    EXPECT_EQ(read({{"sys/fs/cgroup/cpu.max", "100000 100000\n"}}), no_quota);
    for (const char* text : {"", "\n", "max", "100000", "100000 ", "100000 0\n", "0 100000\n", "-5 100000\n", "x y\n",
                             "99999999999999999999 100000\n", "100000 max\n"}) {
        EXPECT_EQ(read(of_version_2(text)), no_quota) << text;
    }
    for (const char* lines : {"", "\n\n", "0:\n", "0::\n", "0::relative\n", "garbage", "4:cpu\n", "4:cpuset:/\n"}) {
        EXPECT_EQ(read({{"proc/self/cgroup", lines},
                        {"sys/fs/cgroup/cpu.max", "100000 100000\n"},
                        {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n"},
                        {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}}),
                  no_quota)
            << lines;
    }
}

// The group lies outside of the tree that the process sees, or its path is longer than any; the root is seen still.
TEST_F(quota, of_a_group_that_cannot_be_named_is_that_of_the_root) {
    for (const std::string& group : {std::string("/.."), std::string("/../../other"), "/" + std::string(3000, 'a')}) {
        EXPECT_EQ(read({{"proc/self/cgroup", "0::" + group + "\n"},
                        {"sys/fs/cgroup/cpu.max", "200000 100000\n"},
                        {"sys/fs/other/cpu.max", "100000 100000\n"},
                        {"sys/fs/cpu.max", "100000 100000\n"}}),
                  2)
            << group;
    }
}

TEST_F(quota, is_read_again_after_ten_seconds) {
    cpu_quota q;
    const cpu_quota::clock::time_point start{};
    write(of_version_2("200000 100000\n"));
    EXPECT_EQ(q.cpus(start), 2);
    write(of_version_2("300000 100000\n"));
    EXPECT_EQ(q.cpus(start + std::chrono::seconds(9)), 2);
    EXPECT_EQ(q.cpus(start + std::chrono::seconds(10)), 3);
    write(of_version_2("max 100000\n"));
    EXPECT_EQ(q.cpus(start + std::chrono::seconds(19)), 3);
    EXPECT_EQ(q.cpus(start + std::chrono::seconds(21)), no_quota);
}

// In a new process, since the library reads its quota rarely.
TEST_F(quota, limits_a_call_unless_somebody_asked_for_a_number) {
    if (actjet::test::cpus_of_caller() < 2) {
        GTEST_SKIP() << "a quota of one CPU is no limit where there is one CPU";
    }
    const files one_cpu = of_version_2("100000 100000\n");
    for (const char* asked : {"", "2"}) {
        actjet::test::in_new_process([&] {
            const actjet::test::started_threads threads;
            write(one_cpu);
            setenv("ACTJET_NUM_THREADS", asked, 1);
            EXPECT_EQ(actjet_cpu_threads(), *asked ? 2 : 1);
            EXPECT_TRUE(actjet::test::large_call_is_right());
            EXPECT_EQ(threads.now().size(), *asked ? 1u : 0u);
            EXPECT_EQ(actjet_set_threads(2), ACTJET_OK);
            EXPECT_EQ(actjet_cpu_threads(), 2);
            EXPECT_EQ(actjet_set_threads(0), ACTJET_OK);
            EXPECT_EQ(actjet_cpu_threads(), *asked ? 2 : 1);
        });
    }
}

// Opening a file is where a cancelled thread ends: but not inside of a call.
TEST_F(quota, is_read_by_a_thread_that_is_cancelled_meanwhile) {
    actjet::test::in_new_process([&] {
        write(of_version_2("max 100000\n"));
        std::thread([] {
            pthread_cancel(pthread_self());
            EXPECT_TRUE(actjet::test::large_call_is_right());
            int state = 0;
            pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
            EXPECT_EQ(state, PTHREAD_CANCEL_ENABLE);
        }).join();
    });
}

}  // namespace
