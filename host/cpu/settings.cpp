#include "settings.hpp"

#include "../first_use.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace actjet::host {
namespace {

#if defined(__x86_64__)
// clang 14 does not know the name in __builtin_cpu_supports.
bool has_f16c() {
    unsigned eax, ebx, ecx, edx;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) && (ecx & bit_F16C);
}
#endif

const char* variable(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? value : nullptr;
}

void read_isa(settings& s) {
    const auto sets = available_instruction_sets();
    const char* value = variable("ACTJET_CPU_ISA");
    if (!value) {
        s.isa = sets.back();
        return;
    }
    for (const instruction_set* set : sets) {
        if (std::strcmp(value, set->name) == 0) {
            s.isa = set;
            return;
        }
    }
    std::snprintf(s.refusal, sizeof s.refusal,
                  "ACTJET_CPU_ISA = %.64s is not baseline, avx2 or avx512, or not in this machine, whose best is %s",
                  value, sets.back()->name);
}

void read_threads(settings& s) {
    const char* value = variable("ACTJET_NUM_THREADS");
    if (!value) {
        return;
    }
    int threads = 0;
    const char* end = value + std::strlen(value);
    const auto [stop, failed] = std::from_chars(value, end, threads);
    if (failed == std::errc{} && stop == end && threads >= 1 && threads <= max_threads) {
        s.threads = threads;
    } else {
        s.threads_refused = true;
        std::snprintf(s.refusal, sizeof s.refusal, "ACTJET_NUM_THREADS = %.64s is not an integer in [1, %d]", value,
                      max_threads);
    }
}

constinit first_use<settings> environment;
const bool forks = survive_fork<environment>();

}  // namespace

const settings& cpu_settings() {
    return environment.get([] {
        settings s{};
        read_threads(s);
        read_isa(s);
        return s;
    });
}

std::span<const instruction_set* const> available_instruction_sets() {
#if defined(__x86_64__)
    static constexpr const instruction_set* all[] = {&baseline_set, &avx2_set, &avx512_set};
    // The compiler's run-time support asks the operating system as well whether it saves the registers.
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && has_f16c();
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    return std::span(all).first(avx512 ? 3 : avx2 ? 2 : 1);
#else
    static constexpr const instruction_set* all[] = {&baseline_set};
    return all;
#endif
}

}  // namespace actjet::host
