// How to deal with what the caches do not hold. A plain store first reads the line that it writes to, a third to a half
// of all traffic; a streaming store does not, and leaves nothing in the caches. Fetching ahead hides the memory behind
// the formula where that is the limit, and costs time where the memory is. So the formula is timed, once.
#include "memory_access.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

namespace actjet::host {
namespace {

// What one thread of an EPYC 9004 draws.
constexpr double bytes_per_ns = 28;
// Fewer bytes than these are still in the caches when somebody wants them.
constexpr std::size_t least_streamed = std::size_t{1} << 24;
// Fewer are in the second cache, and fetched from there in time.
constexpr std::size_t least_prefetched = std::size_t{1} << 18;

// Nanoseconds per element, in the first cache. A formula has no branches: neither data nor parameters change it.
double measure(kernel k, const void* prepared) {
    using clock = std::chrono::steady_clock;
    constexpr std::size_t n = 512;
    alignas(64) float x[n] = {}, y[n], dydx[n];
    const float* const in[] = {x, x};
    float* const out[] = {y, dydx};
    auto best = clock::duration::max();
    for (int i = 0; i < 8; ++i) {
        const auto start = clock::now();
        k(prepared, in, out, n, {});
        best = std::min(best, clock::now() - start);
    }
    return std::chrono::duration<double, std::nano>(best).count() / n;
}

double compute_ns(const instruction_set& isa, const request& r, const void* prepared) {
    static constinit std::atomic<float> measured[all::size][core::modes::size] = {};
    std::atomic<float>& known = measured[r.activation][r.mode - 1];
    if (known.load(std::memory_order_relaxed) == 0) {
        known.store(static_cast<float>(measure(isa.activations[r.activation].modes[r.mode - 1], prepared)),
                    std::memory_order_relaxed);
    }
    return known.load(std::memory_order_relaxed);
}

}  // namespace

memory_access best_access(const instruction_set& isa, const request& r, const void* prepared) {
    if (r.dtype != ACTJET_FLOAT32 || r.n < least_prefetched / sizeof(float)) {
        return {};
    }
    const auto in_place = [&](const void* out) { return out && (out == r.inputs[0] || out == r.inputs[1]); };
    const int inputs = r.mode == ACTJET_BACKWARD ? 2 : 1, outputs = r.mode == ACTJET_JET ? 2 : 1;
    const double memory_ns = static_cast<double>(sizeof(float)) * (inputs + 2 * outputs) / bytes_per_ns;
    return {.streaming = r.n >= least_streamed / sizeof(float) && std::ranges::none_of(r.outputs, in_place),
            .prefetching = compute_ns(isa, r, prepared) >= 0.75 * memory_ns};
}

}  // namespace actjet::host
