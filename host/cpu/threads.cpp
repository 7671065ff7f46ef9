#include "threads.hpp"

#include "../api/failure.hpp"
#include "cpu_mask.hpp"
#include "quota.hpp"
#include "settings.hpp"

#include <algorithm>
#include <atomic>
#include <string>

namespace actjet::host {
namespace {

std::atomic<int> asked = 0;  // by actjet_set_threads; 0 if nothing is
constinit cpu_quota quota;

}  // namespace

int thread_limit() {
    const settings& s = cpu_settings();
    if (s.threads_refused) {
        return 0;
    }
    if (const int threads = asked.load(std::memory_order_relaxed)) {
        return threads;
    }
    return s.threads ? s.threads : std::min(quota.cpus(cpu_quota::clock::now()), max_threads);
}

}  // namespace actjet::host

extern "C" {

actjet_status actjet_set_threads(int32_t n) {
    return actjet::host::guard([&] {
        if (n < 0 || n > actjet::host::max_threads) {
            throw actjet::host::failure(ACTJET_INVALID_ARGUMENT, "n = " + std::to_string(n) + " is not in [0, " +
                                                                     std::to_string(actjet::host::max_threads) + "]");
        }
        actjet::host::asked.store(n, std::memory_order_relaxed);
    });
}

int32_t actjet_cpu_threads(void) {
    return std::min(actjet::host::thread_limit(), actjet::host::cpu_mask::of_caller().count());
}

}  // extern "C"
