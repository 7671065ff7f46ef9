#include "share_out.hpp"

#include "pool.hpp"
#include "threads.hpp"

#include <algorithm>
#include <cstdint>

namespace actjet::host {
namespace {

// So that threads that meet others' work finish together.
constexpr std::size_t ranges_of_thread = 8;

struct shared {
    range run;
    const void* work;
    std::size_t units, ranges;

    std::size_t begin(std::size_t i) const {
        const std::size_t whole = units / ranges, rest = units % ranges;
        return i * whole + std::min(i, rest);
    }
};

}  // namespace

void share_out(std::size_t units, std::size_t least, range run, const void* work) {
    const int limit = units < 2 * least ? 1 : thread_limit();
    if (limit == 1) {
        run(work, 0, units);
        return;
    }
    const cpu_mask cpus = cpu_mask::of_caller();
    const int threads = std::min(limit, cpus.count());
    const shared whole{run, work, units, std::min(units / least, ranges_of_thread * static_cast<std::size_t>(threads))};
    run_pieces(
        threads, cpus, whole.ranges,
        [](const void* p, std::size_t i) {
            const auto& s = *static_cast<const shared*>(p);
            s.run(s.work, s.begin(i), s.begin(i + 1));
        },
        &whole);
}

}  // namespace actjet::host
