// Everything here fits a small stack: the thread that calls may have one of 16 KiB.
#include "quota.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

namespace actjet::host {
namespace {

// The file from there on, as much as fits; empty if there is none.
std::string_view read_file(const char* path, off_t from, std::span<char> buffer) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return {};
    }
    const ssize_t length = pread(file, buffer.data(), buffer.size(), from);
    close(file);
    return {buffer.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

// A file of a control group. One whose path does not fit is not looked at.
std::string_view read_file(std::string_view mount, std::string_view group, std::string_view name,
                           std::span<char> buffer) {
    char path[1024];
    std::size_t length = 0;
    for (const std::string_view part : {mount, group, name}) {
        if (length + part.size() >= sizeof path) {
            return {};
        }
        length += part.copy(path + length, part.size());
    }
    path[length] = 0;
    return read_file(path, 0, buffer);
}

// Takes what stands before the separator off the text.
std::string_view take(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view taken = text.substr(0, end);
    text = end == text.npos ? std::string_view{} : text.substr(end + 1);
    return taken;
}

// 0 for what is no positive number: "max", -1, nothing.
long long number(std::string_view text) {
    long long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return std::max(value, 0ll);
}

int rounded_up(long long quota, long long period) {
    if (quota == 0 || period == 0) {
        return no_quota;
    }
    return static_cast<int>(std::min<long long>((quota - 1) / period + 1, no_quota));
}

// "150000 100000" or "max 100000".
int quota_of_version_2(std::string_view mount, std::string_view group) {
    char buffer[64];
    std::string_view text = read_file(mount, group, "/cpu.max", buffer);
    const long long quota = number(take(text, ' '));
    return rounded_up(quota, number(text));
}

int quota_of_version_1(std::string_view mount, std::string_view group) {
    char buffer[64];
    const auto value = [&](const char* file) { return number(read_file(mount, group, file, buffer)); };
    const long long quota = value("/cpu.cfs_quota_us");
    return rounded_up(quota, value("/cpu.cfs_period_us"));
}

// The smallest quota from the group up to the root of the mount. A container may see its own groups mounted as the root
// and be told their path on the host: folders that are not there limit nothing.
template <class F>
int smallest_on_the_way_up(std::string_view group, F quota_of) {
    int smallest = no_quota;
    if (group == "/.." || group.starts_with("/../")) {
        group = {};  // outside of what this process can see
    }
    while (group.ends_with('/')) {
        group.remove_suffix(1);
    }
    for (;;) {
        smallest = std::min(smallest, quota_of(group));
        if (group.empty()) {
            return smallest;
        }
        group = group.substr(0, group.rfind('/'));
    }
}

// One line of /proc/self/cgroup: hierarchy:controllers:group. Version 2 is hierarchy 0, without controllers.
int quota_of_line(std::string_view line) {
    const std::string_view hierarchy = take(line, ':');
    std::string_view controllers = take(line, ':');
    if (!line.starts_with('/')) {
        return no_quota;
    }
    if (hierarchy == "0" && controllers.empty()) {
        const auto under = [&](std::string_view mount) {
            return smallest_on_the_way_up(line,
                                          [&](std::string_view group) { return quota_of_version_2(mount, group); });
        };
        return std::min(under("/sys/fs/cgroup"), under("/sys/fs/cgroup/unified"));
    }
    while (!controllers.empty()) {
        if (take(controllers, ',') == "cpu") {
            return smallest_on_the_way_up(
                line, [&](std::string_view group) { return quota_of_version_1("/sys/fs/cgroup/cpu", group); });
        }
    }
    return no_quota;
}

// Opening and reading are where a cancelled thread ends, but never inside of a call.
struct without_cancellation {
    int callers = 0;
    without_cancellation() { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &callers); }
    ~without_cancellation() { pthread_setcancelstate(callers, &callers); }
};

}  // namespace

// Line by line, since all of the file may be longer than the stack is. Of a line that is too long the beginning counts.
int read_cpu_quota() {
    const without_cancellation scope;
    int smallest = no_quota;
    char buffer[1024];
    for (off_t from = 0;;) {
        const std::string_view text = read_file("/proc/self/cgroup", from, buffer);
        if (text.empty()) {
            return smallest;
        }
        const std::string_view line = text.substr(0, text.find('\n'));
        smallest = std::min(smallest, quota_of_line(line));
        from += static_cast<off_t>(std::min(line.size() + 1, text.size()));
    }
}

// Two threads that both find it due both read it, and nobody waits.
int cpu_quota::cpus(clock::time_point now) {
    const clock::rep time = now.time_since_epoch().count();
    int known = cpus_.load(std::memory_order_relaxed);
    if (known == 0 || time >= due_.load(std::memory_order_relaxed)) {
        due_.store((now + lasts).time_since_epoch().count(), std::memory_order_relaxed);
        known = read_cpu_quota();
        cpus_.store(known, std::memory_order_relaxed);
    }
    return known;
}

}  // namespace actjet::host
