// The CPU place: one call, cut into pieces for the threads.
#include "../api/failure.hpp"
#include "../places.hpp"
#include "float64.hpp"
#include "float_environment.hpp"
#include "pass.hpp"
#include "pool.hpp"
#include "rows.hpp"
#include "settings.hpp"
#include "share_out.hpp"
#include "threads.hpp"
#include "tuning.hpp"
#include "views.hpp"

#include <algorithm>
#include <cstdint>

namespace actjet::host {
namespace {

// Elements of a piece, and the fewest that are shared out. To hand over to a thread that still spins takes 1 to 1.5 us:
// at 32,768 elements two threads take 2.9 us for relu and 10.9 for mish, and one takes 3.2 and 18.6 (EPYC 9004). Asking
// for the caller's CPUs has since added 0.3 to 0.4 us to two threads' time.
constexpr std::size_t least_piece = 16384, parallel_from = 2 * least_piece;
// Pieces of a thread, if there are enough elements. Processors fetch ahead better in long ones: two threads take 3 to
// 18 % less time for 2^25 elements in 64 pieces than in 1024.
constexpr std::size_t pieces_of_thread = 32;

// [0, n) in pieces that end where a cache line of the first output ends, so that no two threads write to one line.
struct pieces {
    std::size_t n, first, size;

    pieces(const request& r, int threads)
        : n(r.n), size(std::max(n / pieces_of_thread / static_cast<std::size_t>(threads) / 64 * 64, least_piece)) {
        const std::size_t in_line = 64 / element_size(r.target);
        const std::size_t past_line =
            reinterpret_cast<std::uintptr_t>(r.outputs()[0].data) % 64 / element_size(r.target);
        first = size - past_line % in_line;
    }
    std::size_t count() const { return n <= first ? 1 : 1 + (n - first + size - 1) / size; }
    std::size_t begin(std::size_t i) const { return i == 0 ? 0 : first + (i - 1) * size; }
    std::size_t end(std::size_t i) const { return std::min(n, first + i * size); }
};

// Calls run(work, begin, end) for ranges that make up all of the request, on up to limit threads, where the calling one
// may run now. Not inlined, so that a mask lies on the stack once, and not for each activation.
[[gnu::noinline]] void share_pieces(const request& r, int limit, range run, const void* work) {
    const cpu_mask cpus = cpu_mask::of_caller();
    const int threads = std::min(limit, cpus.count());
    if (threads == 1) {
        run(work, 0, r.n);
        return;
    }
    struct context {
        range run;
        const void* work;
        pieces cut;
    } const whole{run, work, pieces(r, threads)};
    run_pieces(
        threads, cpus, whole.cut.count(),
        [](const void* p, std::size_t i) {
            const auto& c = *static_cast<const context*>(p);
            c.run(c.work, c.cut.begin(i), c.cut.end(i));
        },
        &whole);
}

// Calls work.run(begin, end) for all of the request. What is small asks the system nothing.
template <class Work>
void in_pieces(const request& r, const Work& work) {
    const int limit = r.n < parallel_from ? 1 : thread_limit();
    if (limit == 1) {
        work.run(0, r.n);
        return;
    }
    share_pieces(
        r, limit,
        [](const void* p, std::size_t begin, std::size_t end) { static_cast<const Work*>(p)->run(begin, end); }, &work);
}

// prepared is what the kernels of the request's activation take.
void run_prepared(const request& r, const instruction_set& isa, const void* prepared) {
    if (!r.plain) {
        run_views(isa, r, prepared);
        return;
    }
    const pass p(isa, r, prepared, best_tuning(isa, r, prepared));
    in_pieces(r, p);
}

// Not inlined, so that the stack holds what one activation needs, and not what all do.
template <class A>
[[gnu::noinline]] void run_activation(const request& r, const instruction_set& isa) {
    using plain = core::plain_of<A>;
    const core::prepared<plain, float> prepared(plain(core::with_parameters<A>(r.parameters)), r.rule);
    run_prepared(r, isa, &prepared);
}

struct float64_pass {
    const request& r;
    void run(std::size_t begin, std::size_t end) const { run_float64(r, begin, end); }
};

void run(const request& r) {
    const settings& s = cpu_settings();
    if (r.over_rows()) {
        r.target == ACTJET_FLOAT64 ? run_rows_float64(r) : run_rows(*s.isa, r);
        return;
    }
    if (r.target == ACTJET_FLOAT64) {
        r.plain ? in_pieces(r, float64_pass{r}) : run_views_float64(r);
        return;
    }
    if (r.custom) {
        const core::source source = r.source();
        run_prepared(r, *s.isa, &source);
        return;
    }
    core::visit(all{}, static_cast<std::size_t>(r.activation),
                [&]<class A>(std::type_identity<A>) { run_activation<A>(r, *s.isa); });
}

// With the parameter that lies in memory, as if the call had been given it. Not inlined, for the stack.
[[gnu::noinline]] void run_learned(const request& given, const array& parameter) {
    double value = 0;
    core::visit(core::list<float, double, float16, bfloat16>{}, static_cast<std::size_t>(parameter.dtype - 1),
                [&]<class Element>(std::type_identity<Element>) {
                    value = core::widen(*reinterpret_cast<const Element*>(parameter.data));
                });
    request r = given;
    r.parameters = &value;
    run(r);
}

}  // namespace

void require_cpu() {
    if (const settings& s = cpu_settings(); *s.refusal) {
        throw failure(ACTJET_ENVIRONMENT, s.refusal);
    }
}

void run_on_cpu(const request& r) {
    require_cpu();
    const float_environment ours;
    if (const array* parameter = r.parameter(); parameter && r.learned() == ACTJET_LEARNED_ONE) {
        run_learned(r, *parameter);
    } else {
        run(r);
    }
}

}  // namespace actjet::host

extern "C" {

const char* actjet_cpu_isa(void) {
    const auto* isa = actjet::host::cpu_settings().isa;
    return isa ? isa->name : nullptr;
}

const char* actjet_cpu_best_isa(void) {
    return actjet::host::available_instruction_sets().back()->name;
}

}  // extern "C"
