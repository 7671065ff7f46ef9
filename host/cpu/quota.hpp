// The CPU time that the process's control groups allow: what a container's CPU limit is made of.
#pragma once

#include <atomic>
#include <chrono>
#include <limits>

namespace actjet::host {

inline constexpr int no_quota = std::numeric_limits<int>::max();

// In CPUs, rounded up; no_quota if nothing limits it or nothing can be read. Control groups are nested: the smallest
// quota counts of those from the process's own group up to the root. Reads cpu.max of version 2, and cpu.cfs_quota_us
// and cpu.cfs_period_us of version 1, where /proc/self/cgroup says. No memory is allocated.
int read_cpu_quota();

// The quota as it was read within the last ten seconds: to read it takes 0.1 ms, and it changes when somebody resizes a
// container.
class cpu_quota {
  public:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds lasts{10};

    int cpus(clock::time_point now);

  private:
    std::atomic<int> cpus_ = 0;  // 0 before it is read
    std::atomic<clock::rep> due_ = 0;
};

}  // namespace actjet::host
