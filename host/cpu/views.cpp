// A tile of a call is copied into planes, one for each operand, float32 (float64 in its own) and without gaps; there
// the activation's loop and then the pass's run; and what they leave is copied out. So strides, types and repetition
// are the business of two functions, and no loop over elements knows of them.
#include "views.hpp"

#include "float64.hpp"
#include "pass.hpp"
#include "share_out.hpp"
#include "tiles.hpp"

#include <actjet/core/sum.hpp>

#include <algorithm>
#include <array>
#include <numeric>

namespace actjet::host {
namespace {

static_assert(block<double> % step == 0 && block<double> % core::sum_leaf == 0);
// Fewer elements than these are not shared out; see cpu.cpp.
constexpr std::size_t least_shared = 16384;

template <class Compute>
using plane = std::array<Compute, block<Compute>>;

template <class Compute>
constexpr plane<Compute> filled(double value) {
    plane<Compute> p{};
    p.fill(static_cast<Compute>(value));
    return p;
}
// What operands that were left out are read from.
template <class Compute>
alignas(64) constexpr plane<Compute> no_addends = filled<Compute>(passes::no_addend);
template <class Compute>
alignas(64) constexpr plane<Compute> no_factors = filled<Compute>(passes::no_factor);

// How one instruction set, or float64, computes.
struct float32_loops : float32_memory {
    using compute = float;
    const request& r;
    const void* prepared;

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
        columns_ = std::min<std::uint64_t>(r.columns, block<compute>);
        rows_ = block<compute> / columns_;
        band_ = r.sums == direction::down_columns ? core::sum_leaf : rows_;
        across_ = (r.columns + block<compute> - 1) / block<compute>;
        auto* partial = static_cast<compute*>(r.workspace);
        for (int k = 0; k < r.pass->sums; ++k) {
            if (const array& sum = r.sum_operands()[k]) {
                partials_[k] = partial;
                partial += partial_sums_of(r, sum).count;
            }
        }
    }

    std::size_t tiles() const { return (r_.rows + band_ - 1) / band_ * across_; }
    std::size_t least_tiles() const { return std::max<std::size_t>(1, least_shared / (band_ * columns_)); }

    void run(std::size_t begin, std::size_t end) const {
        for (std::size_t i = begin; i < end; ++i) {
            run_band(i / across_ * band_, i % across_ * block<compute>);
        }
    }

  private:
    // The rows that are summed up to a leaf, or as many as fit the planes.
    void run_band(std::uint64_t row, std::uint64_t column) const {
        const std::uint64_t end = std::min(r_.rows, row + band_);
        tile t{row, column, 0, std::min<std::uint64_t>(columns_, r_.columns - column)};
        for (; t.row < end; t.row += t.rows) {
            t.rows = std::min<std::uint64_t>(rows_, end - t.row);
            run_tile(t, t.row == row);
        }
    }

    // first: whether a leaf down the columns begins.
    void run_tile(const tile& t, bool first) const {
        alignas(64) plane<compute> planes[most_planes], x, value, derivative;
        const compute* in[ACTJET_MAX_OPERANDS];
        compute* out[ACTJET_MAX_OPERANDS] = {};
        const std::size_t n = round_up(t.count());
        int used = 0;
        for (int k = 0; k < r_.pass->inputs; ++k) {
            in[k] = absent(r_.pass->operands[static_cast<std::size_t>(k)]);
            if (const array& a = r_.inputs()[k]) {
                in[k] = read(a, t, planes[used++]);
            }
        }
        loops_.argue(in, x.data(), n, settings_);
        activated<compute> f{x.data(), value.data(), derivative.data(), nullptr, nullptr, shut_};
        compute* const spare = planes[used++].data();
        if (random_.draws_parameter) {
            draw(passes::purpose::parameter, t, spare, &passes::randomness<compute>::parameter);
            loops_.evaluate_with(x.data(), spare, value.data(), derivative.data(), n);
        } else if (per_element_) {
            loops_.evaluate_with(x.data(), in[r_.pass->parameter], value.data(), derivative.data(), n);
        } else {
            loops_.evaluate(x.data(), value.data(), derivative.data(), n);
        }
        if (r_.dparameter()) {
            loops_.derive_by_parameter(x.data(), spare, n);
            f.parameter_derivative = spare;
        }
        if (random_.drops) {
            draw(passes::purpose::dropout, t, planes[used].data(), &passes::randomness<compute>::keep_factor);
            f.keep = planes[used].data();
        }
        used = 0;
        for (int k = 0; k < r_.pass->outputs + r_.pass->sums; ++k) {
            if (r_.outputs()[k]) {
                out[k] = planes[used++].data();
            }
        }
        loops_.finish(f, in, out, n, settings_);
        for (int k = 0; k < r_.pass->outputs; ++k) {
            if (out[k]) {
                write(out[k], k, t, x.data());
            }
        }
        for (int k = 0; k < r_.pass->sums; ++k) {
            if (const compute* terms = out[r_.pass->outputs + k]) {
                add_terms(terms, partials_[k], t, first);
            }
        }
    }

    static const compute* absent(const passes::operand& o) {
        return o.absent == passes::no_factor ? no_factors<compute>.data() : no_addends<compute>.data();
    }

    const compute* read(const array& a, const tile& t, plane<compute>& p) const {
        std::fill(p.begin() + static_cast<std::ptrdiff_t>(t.count()), p.end(), compute(0));
        loops_.load(a, t, p.data());
        return p.data();
    }

    // What value makes of each element's random word.
    void draw(passes::purpose p, const tile& t, compute* to,
              compute (passes::randomness<compute>::*value)(std::uint32_t) const) const {
        std::fill(to + t.count(), to + round_up(t.count()), compute(0));
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

    // scratch: a plane that is not needed any more.
    void write(compute* p, int k, const tile& t, compute* scratch) const {
        const array& a = r_.outputs()[k];
        if (r_.accumulate &&
            r_.pass->operands[static_cast<std::size_t>(r_.pass->inputs) + static_cast<std::size_t>(k)].accumulates) {
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

    // As many as the most inputs, or outputs and sums, that a pass has, and for each element a parameter, or the
    // derivative with respect to it, and a factor.
    static constexpr std::size_t most_planes = [] {
        int most = 0;
        for (const passes::description& d : passes::descriptions) {
            most = std::max({most, d.inputs + 2, d.outputs + d.sums});
        }
        return static_cast<std::size_t>(most);
    }();

    const request& r_;
    const Loops& loops_;
    passes::settings<compute> settings_;
    passes::randomness<compute> random_;
    std::uint64_t offset_;
    bool per_element_;            // whether each has a parameter in memory
    compute shut_;                // see core::gradient_gate
    std::size_t columns_, rows_;  // of a full tile
    std::uint64_t band_;          // rows that a unit of work takes
    std::uint64_t across_;        // tiles side by side
    compute* partials_[ACTJET_MAX_OPERANDS] = {};
};

// The trees above the leaves.
template <class Compute>
struct trees {
    const request& r;
    const array& sum;
    const Compute* partials;
    partial_sums shape;

    void run(std::size_t begin, std::size_t end) const {
        for (std::size_t i = begin; i < end; ++i) {
            store(i, total(partials + i * shape.item_stride, i));
        }
    }

  private:
    Compute total(const Compute* item, std::size_t i) const {
        core::sum_tree<Compute> all;
        // Rows that repeat may end within their last round.
        const std::uint64_t outer = r.sums == direction::along_rows ? (r.rows - i - 1) / shape.items + 1 : shape.outer;
        for (std::uint64_t m = 0; m < outer; ++m) {
            all.add(core::sum_of_leaves(item + m * shape.outer_stride, shape.inner));
        }
        return all.total();
    }

    void store(std::size_t i, Compute value) const {
        const bool down = r.sums == direction::down_columns;
        const std::uint64_t row = down ? 0 : i, column = down ? i : 0;
        core::visit(core::list<float, double, float16, bfloat16>{}, static_cast<std::size_t>(sum.dtype - 1),
                    [&]<class Element>(std::type_identity<Element>) {
                        auto* to = element_at<Element>(sum, row, column);
                        auto result = static_cast<core::compute_of<Element>>(value);
                        if (r.accumulate) {
                            result = core::widen(*to) + result;
                        }
                        *to = core::narrow<Element>(core::canonical_nan(result, result));
                    });
    }
};

template <class Loops>
void run_with(const request& r, const Loops& loops) {
    using compute = typename Loops::compute;
    const view_pass<Loops> pass(r, loops);
    share_out(pass.tiles(), pass.least_tiles(), pass);
    const auto* partials = static_cast<const compute*>(r.workspace);
    for (int k = 0; k < r.pass->sums; ++k) {
        if (const array& sum = r.sum_operands()[k]) {
            const partial_sums shape = partial_sums_of(r, sum);
            const std::uint64_t leaves_of_item = shape.count / shape.items + 1;
            share_out(shape.items, least_shared / leaves_of_item + 1, trees<compute>{r, sum, partials, shape});
            partials += shape.count;
        }
    }
}

}  // namespace

void run_views(const instruction_set& isa, const request& r, const void* prepared) {
    run_with(r, float32_loops{{isa}, r, prepared});
}

void run_views_float64(const request& r) {
    run_with(r, float64_loops{{}, r});
}

}  // namespace actjet::host
