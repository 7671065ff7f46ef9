#include "cpu_mask.hpp"

#include <bit>
#include <cstring>
#include <thread>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace actjet::host {

// The system call itself says how much it filled, which the C library's function keeps to itself.
cpu_mask cpu_mask::of_caller() {
    cpu_mask mask;
#if defined(__linux__)
    const long filled = syscall(SYS_sched_getaffinity, 0, sizeof mask.words_, mask.words_);
    mask.bytes_ = filled > 0 ? static_cast<std::size_t>(filled) : 0;
#endif
    return mask;
}

int cpu_mask::count() const {
    int cpus = 0;
    for (std::size_t i = 0; i < bytes_ / sizeof *words_; ++i) {
        cpus += std::popcount(words_[i]);
    }
    if (cpus == 0) {
        cpus = static_cast<int>(std::thread::hardware_concurrency());
    }
    return cpus > 0 ? cpus : 1;
}

void cpu_mask::apply() const {
#if defined(__linux__)
    if (bytes_ > 0) {
        syscall(SYS_sched_setaffinity, 0, bytes_, words_);
    }
#endif
}

bool operator==(const cpu_mask& a, const cpu_mask& b) {
    return a.bytes_ == b.bytes_ && std::memcmp(a.words_, b.words_, a.bytes_) == 0;
}

}  // namespace actjet::host
