#include "tests/support/pretended_cpus.hpp"

#include <dlfcn.h>
#include <sys/syscall.h>
#include <atomic>
#include <climits>
#include <cstdarg>
#include <cstring>

namespace {

constexpr int word_bits = CHAR_BIT * sizeof(unsigned long);

std::atomic<int> pretended{0};

long fill(unsigned long bytes, unsigned long* words) {
    std::memset(words, 0, bytes);
    for (int cpu = 0; cpu < pretended.load(); ++cpu) {
        words[cpu / word_bits] |= 1ul << cpu % word_bits;
    }
    return static_cast<long>(bytes);
}

}  // namespace

void actjet::test::pretend_cpus(int n) {
    pretended = n;
}

extern "C" long syscall(long number, ...) noexcept {
    static const auto real = reinterpret_cast<long (*)(long, ...)>(dlsym(RTLD_NEXT, "syscall"));
    long arguments[6];
    va_list rest;
    va_start(rest, number);
    for (long& argument : arguments) {
        argument = va_arg(rest, long);
    }
    va_end(rest);
    if (number == SYS_sched_getaffinity && pretended.load() > 0) {
        return fill(static_cast<unsigned long>(arguments[1]), reinterpret_cast<unsigned long*>(arguments[2]));
    }
    return real(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}
