// How many packs go through a formula side by side is a matter of registers and of how far a processor looks ahead:
// which is faster differs by formula and machine. Nor can it be known how long a formula takes beside the memory. So it
// is timed, once.
//
// A plain store first reads the line that it writes to, a third to a half of all traffic; a streaming store does not,
// and leaves nothing in the caches. Fetching ahead hides the memory behind the formula, and may cost time where there
// is little to hide it behind.
#include "tuning.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>

namespace actjet::host {
namespace {

// What one thread of an EPYC 9004 draws.
constexpr double bytes_per_ns = 28;
// Formulas that take this part of the memory's time or more have it fetched ahead.
constexpr double least_formula = 0.4;
// Fewer bytes than these are still in the caches when somebody wants them.
constexpr std::size_t least_streamed = std::size_t{1} << 24;
// Fewer are in the second cache, and fetched from there in time.
constexpr std::size_t least_prefetched = std::size_t{1} << 18;
// To time a formula takes as long as 8,192 elements do.
constexpr std::size_t least_timed = 4096;

// Aligned so that it is read and written at once.
struct alignas(8) speed {
    float ns;  // per element, in the first cache; 0 before it is measured
    std::uint32_t width;
};

// A formula has no branches: neither data nor parameters change its speed. Its loops are timed in turn, so that all of
// them meet a processor that has to speed up first, and each counts as its fastest.
speed measure(const instruction_set& isa, const request& r, const void* prepared) {
    using clock = std::chrono::steady_clock;
    constexpr std::size_t n = 512;
    alignas(64) static constexpr float x[n] = {};
    alignas(64) float y[n], dydx[n];
    const float* const in[] = {x, x};
    float* const out[] = {y, dydx};
    clock::duration best[instruction_set::widths];
    std::ranges::fill(best, clock::duration::max());
    for (int i = 0; i < 8; ++i) {
        for (std::size_t width = 0; width < instruction_set::widths; ++width) {
            const auto start = clock::now();
            isa.activations[width][r.activation].float32[r.pass->id - 1](prepared, in, out, n, {});
            best[width] = std::min(best[width], clock::now() - start);
        }
    }
    const auto* least = std::ranges::min_element(best);
    return {static_cast<float>(std::chrono::duration<double, std::nano>(*least).count() / n),
            static_cast<std::uint32_t>(least - best)};
}

speed speed_of(const instruction_set& isa, const request& r, const void* prepared) {
    if (r.custom) {
        return {std::numeric_limits<float>::infinity(), 0};  // not timed: it has one loop, and counts as slow
    }
    static constinit std::atomic<speed> measured[all::size][passes::plain::size] = {};
    std::atomic<speed>& known = measured[r.activation][r.pass->id - 1];
    speed s = known.load(std::memory_order_relaxed);
    if (s.ns == 0) {
        s = measure(isa, r, prepared);
        known.store(s, std::memory_order_relaxed);
    }
    return s;
}

}  // namespace

tuning best_tuning(const instruction_set& isa, const request& r, const void* prepared) {
    if (r.n < least_timed) {
        return {};
    }
    const speed s = speed_of(isa, r, prepared);
    if (r.target != ACTJET_FLOAT32 || r.n < least_prefetched / sizeof(float)) {
        return {.width = s.width};
    }
    const int inputs = r.pass->required_inputs, outputs = r.pass->required_outputs;
    const auto in_place = [&](const array& out) {
        return std::any_of(r.inputs(), r.inputs() + inputs, [&](const array& in) { return in.data == out.data; });
    };
    const double memory_ns = static_cast<double>(sizeof(float)) * (inputs + 2 * outputs) / bytes_per_ns;
    return {.width = s.width,
            .access = {.streaming = r.n >= least_streamed / sizeof(float) &&
                                    std::none_of(r.outputs(), r.outputs() + outputs, in_place),
                       .prefetching = s.ns >= least_formula * memory_ns}};
}

}  // namespace actjet::host
