// A row is read in chunks: once for its largest logit, once for the sum of the weights, and once for what is written,
// if the weights have not been kept, in a plane or in y. Rows are what threads share: one row stays on one thread.
#include "rows.hpp"

#include "row_loops.hpp"
#include "share_out.hpp"
#include "tiles.hpp"

#include <algorithm>
#include <functional>

namespace actjet::host {
namespace {

// Elements of a plane: few, since a call may run on a stack of 16 KiB.
template <class S>
constexpr std::size_t block = 512 / sizeof(S);
constexpr std::size_t chunk = core::row_chunk;

template <class S>
constexpr std::array<S, block<S>> plane_of(double value) {
    std::array<S, block<S>> p{};
    p.fill(static_cast<S>(value));
    return p;
}
// What operands that were left out are read from.
template <class S>
alignas(64) constexpr std::array<S, block<S>> absent_addends = plane_of<S>(passes::no_addend);
template <class S>
alignas(64) constexpr std::array<S, block<S>> absent_factors = plane_of<S>(passes::no_factor);

// Moves pieces of a row, of any type.
template <class Memory, class S>
struct row_memory {
    Memory memory;

    // Elements [column, column + n) of a row.
    void load(const array& a, std::uint64_t row, std::uint64_t column, std::size_t n, S* to) const {
        if (a.dtype == ACTJET_BOOL) {
            load_mask(a, row, column, n, to);
            return;
        }
        const bool whole = a.dtype == ACTJET_FLOAT32 || a.dtype == ACTJET_FLOAT64;
        for (std::size_t i = 0, size; i < n; i += size) {
            size = whole ? n : std::min(n - i, block<S>);
            memory.load(a, {row, column + i, 1, size}, to + i);
        }
    }
    void store(const S* from, const array& a, std::uint64_t row, std::uint64_t column, std::size_t n) const {
        const bool whole = a.dtype == ACTJET_FLOAT32 || a.dtype == ACTJET_FLOAT64;
        for (std::size_t i = 0, size; i < n; i += size) {
            size = whole ? n : std::min(n - i, block<S>);
            memory.store(from + i, a, {row, column + i, 1, size});
        }
    }
    // The number of a row, or what is given in its place.
    S load_one(const array& a, std::uint64_t row, double absent) const {
        alignas(64) S plane[step] = {static_cast<S>(absent)};
        if (a) {
            memory.load(a, {row, 0, 1, 1}, plane);
        }
        return plane[0];
    }
    void store_one(S value, const array& a, std::uint64_t row) const {
        alignas(64) S plane[step] = {value};
        if (a) {
            memory.store(plane, a, {row, 0, 1, 1});
        }
    }

  private:
    static void load_mask(const array& a, std::uint64_t row, std::uint64_t column, std::size_t n, S* to) {
        const auto* from = element_at<const unsigned char>(a, row, column);
        for (std::size_t i = 0; i < n; ++i) {
            to[i] = from[static_cast<std::int64_t>(i) * a.column_stride] ? S(passes::no_addend) : core::no_logit<S>;
        }
    }
};

// The sum of a chunk of n terms that a stack of 16 KiB does not hold: make(i, size, to) writes those from i on, a block
// at most, and the quarters of the chunk are added as they come.
template <class S, class Make>
S fold_blocks(std::size_t n, S (*fold)(S*, std::size_t, S*), const Make& make) {
    constexpr std::size_t quarter = chunk / 4;
    static_assert(quarter % block<S> == 0);
    alignas(64) S sums[quarter], other[block<S>], more[block<S>];
    const auto make_block = [&](std::size_t i, S* to) {
        const std::size_t size = std::min(n - i, block<S>);
        make(i, size, to);
        std::fill(to + size, to + block<S>, S(-0.0));
    };
    const auto add = [](const S* from, S* to) { std::transform(from, from + block<S>, to, to, std::plus()); };
    for (std::size_t i = 0; i < std::min(n, quarter); i += block<S>) {
        make_block(i, sums + i);
        if (i + 2 * quarter < n) {
            make_block(i + 2 * quarter, more);
            add(more, sums + i);
        }
        if (i + quarter < n) {
            make_block(i + quarter, other);
            if (i + 3 * quarter < n) {
                make_block(i + 3 * quarter, more);
                add(more, other);
            }
            add(other, sums + i);
        }
    }
    return fold(sums, std::min(n, quarter), sums);
}

template <class Memory, class S>
class forward_rows {
  public:
    forward_rows(const request& r, const Memory& memory, const row_loops<S>& loops)
        : r_(r),
          memory_{memory},
          loops_(loops),
          settings_(row_settings_of<S>(r)),
          x_(r.named("x")),
          mask_(r.named("mask")),
          sink_(r.named("sink")),
          y_(r.named("y")),
          log_sum_(r.named("log_sum")),
          logarithm_(r.pass->id == ACTJET_LOG_SOFTMAX),
          keeps_weights_(!logarithm_ && element_size(y_.dtype) == sizeof(S)),
          of_nothing_(logarithm_ ? passes::log_softmax::of_nothing<S>(settings_.safe)
                                 : passes::softmax::of_nothing<S>(settings_.safe)),
          hidden_(logarithm_ ? core::no_logit<S> : S(0)) {}

    void run(std::size_t begin, std::size_t end) const {
        alignas(64) S plane[part];
        for (std::size_t row = begin; row < end; ++row) {
            run_row(row, plane);
        }
    }

  private:
    // Whether a plane holds a chunk, and keeps the weights of a row that has no more: not in float64, on a stack of 16
    // KiB. Then rows go through it in smaller parts.
    static constexpr bool in_plane = sizeof(S) == sizeof(float);
    static constexpr std::size_t part = in_plane ? chunk : block<S>;

    bool kept_in_plane(std::uint64_t seen) const { return in_plane && seen <= chunk; }

    void run_row(std::uint64_t row, S* plane) const {
        const std::uint64_t seen = r_.seen(row);
        const S sink = memory_.load_one(sink_, row, core::no_logit<double>);
        S largest = sink;
        for (std::uint64_t c = 0; c < seen; c += part) {
            const std::size_t n = at_most(part, seen - c);
            load_logits(row, c, n, plane);
            largest = loops_.largest(plane, n, largest);
        }
        const core::row_total<S> total = total_of(row, seen, core::largest_of_row(largest), sink, plane);
        const core::row_numbers<S> numbers = total.numbers(settings_.rate(), of_nothing_, logarithm_ || log_sum_);
        if (numbers.constant) {
            fill(row, 0, numbers.value, plane);
        } else {
            write(row, seen, total.largest, numbers, plane);
        }
        // Last, since it may be an input that repeats along the row.
        memory_.store_one(numbers.log_sum, log_sum_, row);
    }

    void write(std::uint64_t row, std::uint64_t seen, S largest, const core::row_numbers<S>& numbers, S* plane) const {
        for (std::uint64_t c = 0; c < seen; c += part) {
            const std::size_t n = at_most(part, seen - c);
            if (logarithm_) {
                load_logits(row, c, n, plane);
                loops_.log_shares(plane, n, largest, settings_.rate(), numbers);
            } else {
                if (keeps_weights_ && !kept_in_plane(seen)) {
                    memory_.load(y_, row, c, n, plane);
                } else if (!kept_in_plane(seen)) {
                    load_logits(row, c, n, plane);
                    loops_.weights(plane, n, largest, settings_.rate());
                }
                loops_.shares(plane, n, numbers);
            }
            memory_.store(plane, y_, row, c, n);
        }
        fill(row, seen, hidden_, plane);
    }

    static std::size_t at_most(std::size_t most, std::uint64_t n) {
        return static_cast<std::size_t>(std::min<std::uint64_t>(most, n));
    }

    // Neither is inlined: of what they need, a stack of 16 KiB then holds one at a time.
    [[gnu::noinline]] S sum_of(S* plane, std::size_t n) const {
        alignas(64) S spare[chunk / 4];
        return loops_.fold(plane, n, spare);
    }
    [[gnu::noinline]] void load_logits(std::uint64_t row, std::uint64_t column, std::size_t n, S* plane) const {
        memory_.load(x_, row, column, n, plane);
        if (settings_.made) {
            alignas(64) S piece[block<S>];
            for (std::size_t i = 0; i < n; i += block<S>) {
                const std::size_t size = std::min(n - i, block<S>);
                const S* mask = absent_addends<S>.data();
                if (mask_) {
                    std::fill(piece + size, piece + round_up<float>(size), S(0));
                    memory_.load(mask_, row, column + i, size, piece);
                    mask = piece;
                }
                std::fill(plane + i + size, plane + i + round_up<float>(size), S(0));
                loops_.logits(plane + i, mask, plane + i, round_up<float>(size), settings_);
            }
        }
    }

    // Leaves the weights in the plane, or in y, where it has room for them.
    core::row_total<S> total_of(std::uint64_t row, std::uint64_t seen, S largest, S sink, S* plane) const {
        core::row_total<S> total{largest, 0, S(-0.0)};
        const auto weigh = [&](std::uint64_t c, std::size_t n, S* to) {
            if (!kept_in_plane(seen) || c != 0) {
                load_logits(row, c, n, to);
            }
            total.count += static_cast<double>(loops_.weights(to, n, largest, settings_.rate()));
            if (keeps_weights_ && !kept_in_plane(seen)) {
                memory_.store(to, y_, row, c, n);
            }
        };
        const auto chunk_from = [&](std::uint64_t c) {
            const std::size_t n = at_most(chunk, seen - c);
            if constexpr (in_plane) {
                weigh(c, n, plane);
                return sum_of(plane, n);
            } else {
                return fold_blocks(n, loops_.fold,
                                   [&](std::size_t i, std::size_t size, S* to) { weigh(c + i, size, to); });
            }
        };
        if (seen <= chunk) {
            total.rest = seen == 0 ? total.rest : chunk_from(0);
        } else {
            core::row_tree<S> tree;
            for (std::uint64_t c = 0; c < seen; c += chunk) {
                tree.add(chunk_from(c));
            }
            total.rest = tree.total();
        }
        if (sink_) {
            total.add(sink);
        }
        return total;
    }

    // Columns from begin on.
    void fill(std::uint64_t row, std::uint64_t begin, S value, S* plane) const {
        if (begin < r_.columns) {
            std::fill_n(plane, part, value);
        }
        for (std::uint64_t c = begin; c < r_.columns; c += part) {
            memory_.store(plane, y_, row, c, at_most(part, r_.columns - c));
        }
    }

    const request& r_;
    row_memory<Memory, S> memory_;
    const row_loops<S>& loops_;
    passes::row_settings<S> settings_;
    const array &x_, &mask_, &sink_, &y_, &log_sum_;
    bool logarithm_, keeps_weights_;
    S of_nothing_, hidden_;
};

template <class Memory, class S>
class backward_rows {
    using inputs = passes::softmax_backward;  // log_softmax's are the same

  public:
    backward_rows(const request& r, const Memory& memory, const row_loops<S>& loops)
        : r_(r),
          memory_{memory},
          loops_(r.pass->id == ACTJET_SOFTMAX_BACKWARD ? loops.softmax : loops.log_softmax),
          fold_(loops.fold),
          settings_(row_settings_of<S>(r)),
          sink_(r.named("sink")),
          log_sum_(r.named("log_sum")),
          dx_(r.named("dx")),
          dsink_(r.named("dsink")) {}

    void run(std::size_t begin, std::size_t end) const {
        for (std::size_t row = begin; row < end; ++row) {
            const S sum = sum_of(row);
            write(row, sum);
            if (dsink_) {
                S d = inputs::sink_gradient(memory_.load_one(sink_, row, 0), memory_.load_one(log_sum_, row, 0), sum);
                if (r_.accumulate) {
                    d = added(memory_.load_one(dsink_, row, 0), d);
                }
                memory_.store_one(d, dsink_, row);
            }
        }
    }

  private:
    // The inputs at some columns of a row.
    struct piece {
        std::size_t n;
        const S* in[inputs::columns];
        alignas(64) S planes[inputs::columns][block<S>];

        piece(const backward_rows& rows, std::uint64_t row, std::uint64_t column, std::uint64_t most)
            : n(static_cast<std::size_t>(std::min<std::uint64_t>(block<S>, most))) {
            for (int k = 0; k < inputs::columns; ++k) {
                if (const array& a = rows.r_.operands[k]) {
                    std::fill(planes[k] + n, planes[k] + round_up<float>(n), S(0));
                    rows.memory_.load(a, row, column, n, planes[k]);
                    in[k] = planes[k];
                } else {
                    in[k] = inputs::operands[k].absent == passes::no_factor ? absent_factors<S>.data()
                                                                            : absent_addends<S>.data();
                }
            }
        }
    };

    // Not inlined, so that a stack holds either of them and not both.
    [[gnu::noinline]] void write(std::uint64_t row, S sum) const {
        for (std::uint64_t c = 0; c < r_.columns; c += block<S>) {
            alignas(64) S plane[block<S>];
            const piece p(*this, row, c, r_.columns - c);
            loops_.gradients(p.in, sum, plane, round_up<float>(p.n), settings_);
            store(plane, dx_, row, c, p.n);
        }
    }
    [[gnu::noinline]] S sum_of(std::uint64_t row) const {
        const auto chunk_from = [&](std::uint64_t begin) {
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, r_.columns - begin));
            return fold_blocks(n, fold_, [&](std::size_t i, std::size_t size, S* to) {
                const piece p(*this, row, begin + i, size);
                loops_.terms(p.in, to, round_up<float>(size), settings_);
            });
        };
        if (r_.columns <= chunk) {
            return chunk_from(0);
        }
        core::row_tree<S> tree;
        for (std::uint64_t begin = 0; begin < r_.columns; begin += chunk) {
            tree.add(chunk_from(begin));
        }
        return tree.total();
    }

    void store(S* dx, const array& a, std::uint64_t row, std::uint64_t column, std::size_t n) const {
        if (r_.accumulate) {
            alignas(64) S old[block<S>];
            memory_.load(a, row, column, n, old);
            std::transform(dx, dx + n, old, dx, [](S more, S before) { return added(before, more); });
        }
        memory_.store(dx, a, row, column, n);
    }

    static S added(S old, S more) {
        const S sum = old + more;
        return core::canonical_nan(sum, sum);
    }

    const request& r_;
    row_memory<Memory, S> memory_;
    const typename row_loops<S>::backward& loops_;
    S (*fold_)(S*, std::size_t, S*);
    passes::row_settings<S> settings_;
    const array &sink_, &log_sum_, &dx_, &dsink_;
};

template <class Memory, class S>
void run_with(const request& r, const Memory& memory, const row_loops<S>& loops) {
    const std::size_t least = least_shared / std::min<std::uint64_t>(r.columns, least_shared);
    if (r.pass->id == ACTJET_SOFTMAX || r.pass->id == ACTJET_LOG_SOFTMAX) {
        share_out(r.rows, least, forward_rows<Memory, S>(r, memory, loops));
    } else {
        share_out(r.rows, least, backward_rows<Memory, S>(r, memory, loops));
    }
}

}  // namespace

void run_rows(const instruction_set& isa, const request& r) {
    run_with(r, float32_memory<block<float>>{isa}, isa.rows);
}

void run_rows_float64(const request& r) {
    static constexpr row_loops<double> loops = make_row_loops<double, double>();
    run_with(r, float64_memory{}, loops);
}

}  // namespace actjet::host
