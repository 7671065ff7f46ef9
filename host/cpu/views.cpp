// A tile of a call is copied into planes, one for each operand, float32 (float64 in its own) and without gaps, but for
// what lies so already; there the activation's loop and then the pass's run; and what they leave is copied out. So
// strides, types and repetition are the business of two functions, and no loop over elements knows of them.
#include "views.hpp"

#include "float64.hpp"
#include "pass.hpp"
#include "share_out.hpp"
#include "sums.hpp"
#include "tiles.hpp"

#include <actjet/core/sum.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

namespace actjet::host {
namespace {

// The planes of a call lie in so many bytes: few, since a call may run on a stack of 16 KiB.
constexpr std::size_t scratch_bytes = 3584;
// Columns that are summed at a time, at most: their sums stay in the first cache.
constexpr std::size_t most_span = 2048;
template <class Compute>
constexpr std::size_t scratch_size = scratch_bytes / sizeof(Compute);

template <class Compute>
constexpr std::array<Compute, most_elements> filled(double value) {
    std::array<Compute, most_elements> p{};
    p.fill(static_cast<Compute>(value));
    return p;
}
// What operands that were left out are read from.
template <class Compute>
alignas(64) constexpr auto no_addends = filled<Compute>(passes::no_addend);
template <class Compute>
alignas(64) constexpr auto no_factors = filled<Compute>(passes::no_factor);

// Where loops can work on a tile of an array in place, since its elements are of the type they compute in, one after
// the other and whole steps; else null.
template <class Compute>
Compute* in_place(const array& a, const tile& t) {
    const bool fits = a.dtype == (sizeof(Compute) == 8 ? ACTJET_FLOAT64 : ACTJET_FLOAT32) &&
                      t.count() % grain<Compute> == 0 && is_contiguous(a, t);
    return fits ? element_at<Compute>(a, t.row, t.column) : nullptr;
}

// How one instruction set, or float64, computes.
struct float32_loops : float32_memory<most_elements> {
    using compute = float;
    const request& r;
    const void* prepared;

    void run_plain(const float* const* in, float* const* out, std::size_t n) const {
        plain_kernels(isa, r, 0)[r.pass->id - 1](prepared, in, out, n, {});
    }
    void evaluate(const float* x, float* value, float* derivative, std::size_t n) const {
        const int pass = r.pass->needs_derivative ? ACTJET_JET : ACTJET_FORWARD;
        float* const out[] = {value, derivative};
        plain_kernels(isa, r, 0)[pass - 1](prepared, &x, out, n, {});
    }
    void evaluate_with(const float* x, const float* parameter, float* value, float* derivative, std::size_t n) const {
        const float* const in[] = {x, parameter};
        float* const out[] = {value, derivative};
        isa.parameters[r.activation].of(r.target)(prepared, in, out, n, {});
    }
    void derive_by_parameter(const float* x, float* to, std::size_t n) const {
        isa.parameters[r.activation].derivative(prepared, &x, &to, n, {});
    }
    void argue(const float* const* in, float* x, std::size_t n, const passes::settings<float>& s) const {
        isa.views[static_cast<std::size_t>(r.pass->id - 1)].argument(in, x, n, s);
    }
    void finish(const activated<float>& f, const float* const* in, float* const* out, std::size_t n,
                const passes::settings<float>& s) const {
        isa.views[static_cast<std::size_t>(r.pass->id - 1)].finish(f, in, out, n, s);
    }
};

struct float64_loops : float64_memory {
    using compute = double;
    const request& r;

    void run_plain(const double* const* in, double* const* out, std::size_t n) const {
        run_plain_float64(r, in, out, n);
    }
    void evaluate(const double* x, double* value, double* derivative, std::size_t n) const {
        evaluate_float64(r, x, value, derivative, n);
    }
    void evaluate_with(const double* x, const double* parameter, double* value, double* derivative,
                       std::size_t n) const {
        evaluate_float64_with(r, x, parameter, value, derivative, n);
    }
    void derive_by_parameter(const double* x, double* to, std::size_t n) const {
        parameter_derivative_of_float64(r, x, to, n);
    }
    void argue(const double* const* in, double* x, std::size_t n, const passes::settings<double>& s) const {
        argument_of_float64(r, in, x, n, s);
    }
    void finish(const activated<double>& f, const double* const* in, double* const* out, std::size_t n,
                const passes::settings<double>& s) const {
        finish_float64(r, f, in, out, n, s);
    }
};

template <class Loops>
class view_pass {
    using compute = typename Loops::compute;

  public:
    view_pass(const request& r, const Loops& loops)
        : r_(r),
          loops_(loops),
          settings_(settings_of<compute>(r)),
          random_(randomness_of<compute>(r)),
          offset_(random_.total_offset()),
          per_element_(r.parameter() && r.learned() == ACTJET_LEARNED_PER_ELEMENT) {
        shut_ = r.rule == gradient::masked && r.flat() ? 0 : -1;
        const bool added = r.pass->addend >= 0 && r.operands[r.pass->addend];
        argument_is_given_ = !added && !r.parameter() && !r.limited() && !r.steps;
        bare_ = static_cast<std::size_t>(r.pass->id) <= passes::plain::size && r.gradient_scale == 1 &&
                !r.random.any() && std::none_of(r.operands, r.operands + r.pass->operands.size(), [&](const array& a) {
                    return a && r.pass->operands[static_cast<std::size_t>(&a - r.operands)].optional;
                });
        block_ = std::min(most_elements, scratch_size<compute> / planes() / grain<compute> * grain<compute>);
        columns_ = std::min<std::uint64_t>(r.columns, block_);
        rows_ = block_ / columns_;
        band_ = r.sums == direction::down_columns ? core::sum_leaf : rows_;
        span_ = band_ == rows_ ? block_ : std::max<std::size_t>(1, most_span / block_) * block_;
        across_ = (r.columns + span_ - 1) / span_;
        auto* partial = static_cast<compute*>(r.workspace);
        for (int k = 0; k < r.pass->sums; ++k) {
            if (const array& sum = r.sum_operands()[k]) {
                partials_[k] = partial;
                partial += partial_sums_of(r, sum).count;
            }
        }
    }

    std::size_t units() const { return (r_.rows + band_ - 1) / band_ * across_; }
    std::size_t least_units() const {
        return std::max<std::size_t>(1, least_shared / (band_ * std::min<std::uint64_t>(span_, r_.columns)));
    }

    void run(std::size_t begin, std::size_t end) const {
        for (std::size_t i = begin; i < end; ++i) {
            run_band(i / across_ * band_, i % across_ * span_);
        }
    }

  private:
    // The rows that are summed up to a leaf, or as many as fit the planes; in the order in which memory is fetched
    // best.
    void run_band(std::uint64_t row, std::uint64_t column) const {
        const std::uint64_t end_row = std::min(r_.rows, row + band_), end = std::min(r_.columns, column + span_);
        for (tile t{row, column, 0, 0}; t.row < end_row; t.row += t.rows) {
            t.rows = std::min<std::uint64_t>(rows_, end_row - t.row);
            for (t.column = column; t.column < end; t.column += t.columns) {
                t.columns = std::min<std::uint64_t>(columns_, end - t.column);
                run_tile(t, t.row == row);
            }
        }
    }

    // What a tile needs beside the planes of its operands; null where it is not needed.
    struct work {
        compute *value, *argument, *derivative, *parameter, *keep;
    };

    template <class Plane>
    work work_of(const Plane& plane) const {
        const auto needed = [&](bool is) { return is ? plane() : nullptr; };
        return {plane(), needed(!argument_is_given_), needed(r_.pass->needs_derivative),
                needed(random_.draws_parameter || r_.dparameter()), needed(random_.drops)};
    }

    // No pass needs more planes than there is room for: work's five, and one for each operand read, or later computed.
    static_assert(std::ranges::all_of(passes::descriptions, [](const passes::description& d) {
        const auto most = static_cast<std::size_t>(std::max(d.inputs, d.outputs + d.sums) + 5);
        return most * grain<compute> <= scratch_size<compute>;
    }));

    // How many planes a tile needs at most. What is computed lies over what was read.
    std::size_t planes() const {
        std::size_t others = 0, read = 0, computed = 0;
        work_of([&] {
            ++others;
            return static_cast<compute*>(nullptr);
        });
        for (int k = 0; k < r_.pass->inputs; ++k) {
            read += needs_plane(r_.inputs()[k]);
        }
        for (int k = 0; k < r_.pass->outputs + r_.pass->sums; ++k) {
            const bool stored = k < r_.pass->outputs && !accumulates(k);
            computed += stored ? needs_plane(r_.outputs()[k]) : bool(r_.outputs()[k]);
        }
        return others + std::max(read, computed);
    }
    // Whether an array is there, and not every tile of it is in place; one row then makes tiles of its own.
    bool needs_plane(const array& a) const {
        const bool long_rows = r_.columns >= most_elements && r_.columns % grain<compute> == 0;
        return a && !(long_rows && in_place<compute>(a, {0, 0, 1, grain<compute>}));
    }

    // first: whether a leaf down the columns begins.
    void run_tile(const tile& t, bool first) const {
        alignas(64) compute scratch[scratch_size<compute>];
        compute* next = scratch;
        const auto plane = [&] { return std::exchange(next, next + block_); };
        const work w = work_of(plane);
        compute* const operands = next;

        const compute* in[ACTJET_MAX_OPERANDS];
        for (int k = 0; k < r_.pass->inputs; ++k) {
            if (const array& a = r_.inputs()[k]) {
                const compute* there = in_place<compute>(a, t);
                in[k] = there ? there : read(a, t, plane());
            } else {
                in[k] = absent(r_.pass->operands[static_cast<std::size_t>(k)]);
            }
        }
        // All of an element is read before any of it is written, also where an output is an input.
        next = operands;
        compute* out[ACTJET_MAX_OPERANDS] = {};
        for (int k = 0; k < r_.pass->outputs + r_.pass->sums; ++k) {
            if (const array& a = r_.outputs()[k]) {
                compute* there = k < r_.pass->outputs && !accumulates(k) ? in_place<compute>(a, t) : nullptr;
                out[k] = there ? there : plane();
            }
        }
        const std::size_t n = round_up<compute>(t.count());
        if (bare_) {
            loops_.run_plain(in, out, n);
        } else {
            loops_.finish(activate(in, w, t), in, out, n, settings_);
        }
        for (int k = 0; k < r_.pass->outputs; ++k) {
            if (std::greater_equal<>{}(out[k], scratch) && std::less<>{}(out[k], std::end(scratch))) {
                write(out[k], k, t, w.value);
            }
        }
        for (int k = 0; k < r_.pass->sums; ++k) {
            if (const compute* terms = out[r_.pass->outputs + k]) {
                add_terms(terms, partials_[k], t, first);
            }
        }
    }

    activated<compute> activate(const compute* const* in, const work& w, const tile& t) const {
        const std::size_t n = round_up<compute>(t.count());
        if (w.argument) {
            loops_.argue(in, w.argument, n, settings_);
        }
        const compute* const x = w.argument ? w.argument : in[0];
        if (random_.draws_parameter) {
            draw(passes::purpose::parameter, t, w.parameter, &passes::randomness<compute>::parameter);
            loops_.evaluate_with(x, w.parameter, w.value, w.derivative, n);
        } else if (per_element_) {
            loops_.evaluate_with(x, in[r_.pass->parameter], w.value, w.derivative, n);
        } else {
            loops_.evaluate(x, w.value, w.derivative, n);
        }
        if (r_.dparameter()) {
            loops_.derive_by_parameter(x, w.parameter, n);
        }
        if (w.keep) {
            draw(passes::purpose::dropout, t, w.keep, &passes::randomness<compute>::keep_factor);
        }
        return {x, w.value, w.derivative, r_.dparameter() ? w.parameter : nullptr, w.keep, shut_};
    }

    static const compute* absent(const passes::operand& o) {
        return o.absent == passes::no_factor ? no_factors<compute>.data() : no_addends<compute>.data();
    }

    const compute* read(const array& a, const tile& t, compute* to) const {
        std::fill(to + t.count(), to + round_up<compute>(t.count()), compute(0));
        loops_.load(a, t, to);
        return to;
    }

    // What value makes of each element's random word.
    void draw(passes::purpose p, const tile& t, compute* to,
              compute (passes::randomness<compute>::*value)(std::uint32_t) const) const {
        std::fill(to + t.count(), to + round_up<compute>(t.count()), compute(0));
        for (std::size_t i = 0; i < t.rows; ++i) {
            std::uint64_t index = (t.row + i) * r_.columns + t.column;
            for (const std::uint64_t end = index + t.columns; index != end;) {
                const core::philox_block drawn = random_.words(p, index / 4, offset_);
                do {
                    *to++ = (random_.*value)(drawn.words[index % 4]);
                } while (++index != end && index % 4 != 0);
            }
        }
    }

    bool accumulates(int output) const {
        return r_.accumulate &&
               r_.pass->operands.subspan(static_cast<std::size_t>(r_.pass->inputs))[static_cast<std::size_t>(output)]
                   .accumulates;
    }

    // scratch: a plane that is not needed any more.
    void write(compute* p, int k, const tile& t, compute* scratch) const {
        const array& a = r_.outputs()[k];
        if (accumulates(k)) {
            loops_.load(a, t, scratch);
            for (std::size_t i = 0; i < t.count(); ++i) {
                p[i] = added(scratch[i], p[i]);
            }
        }
        loops_.store(p, a, t);
    }

    static compute added(compute old, compute more) {
        const compute sum = old + more;
        return core::canonical_nan(sum, sum);
    }

    void add_terms(const compute* terms, compute* partial, const tile& t, bool first) const {
        if (r_.sums == direction::down_columns) {
            compute* sums = partial + t.row / core::sum_leaf * r_.columns + t.column;
            for (std::size_t i = 0; i < t.rows; ++i, terms += t.columns) {
                for (std::size_t j = 0; j < t.columns; ++j) {
                    sums[j] = first && i == 0 ? terms[j] : sums[j] + terms[j];
                }
            }
            return;
        }
        const std::uint64_t leaves = (r_.columns + core::sum_leaf - 1) / core::sum_leaf;
        for (std::size_t i = 0; i < t.rows; ++i, terms += t.columns) {
            compute* sums = partial + (t.row + i) * leaves + t.column / core::sum_leaf;
            for (std::size_t j = 0; j < t.columns; j += core::sum_leaf) {
                const compute* end = terms + std::min<std::size_t>(j + core::sum_leaf, t.columns);
                *sums++ = std::accumulate(terms + j, end, compute(-0.0));
            }
        }
    }

    const request& r_;
    const Loops& loops_;
    passes::settings<compute> settings_;
    passes::randomness<compute> random_;
    std::uint64_t offset_;
    bool per_element_;            // whether each has a parameter in memory
    compute shut_;                // see core::gradient_gate
    bool bare_;                   // whether a plain pass's own loop does
    bool argument_is_given_;      // whether the activation's argument is the first operand itself
    std::size_t block_;           // elements of a plane
    std::size_t columns_, rows_;  // of a full tile
    std::uint64_t band_, span_;   // rows and columns that a unit of work takes
    std::uint64_t across_;        // units side by side
    compute* partials_[ACTJET_MAX_OPERANDS] = {};
};

template <class Loops>
void run_with(const request& r, const Loops& loops) {
    using compute = typename Loops::compute;
    const view_pass<Loops> pass(r, loops);
    share_out(pass.units(), pass.least_units(), pass);
    finish_sums<compute>(r);
}

}  // namespace

void run_views(const instruction_set& isa, const request& r, const void* prepared) {
    run_with(r, float32_loops{{isa}, r, prepared});
}

void run_views_float64(const request& r) {
    run_with(r, float64_loops{{}, r});
}

}  // namespace actjet::host
