// What a thread of a packed kernel does: the passes on views that have to be as fast as memory, for 16-bit types, where
// rows begin on 16-byte boundaries. It compiles for the host as well.
//
// A thread takes a tile: one or two groups of 16 bytes of one row of each array; or, where sums are taken down the
// columns, these columns of 32 rows. What a row has beyond its last 16 bytes is moved element by element.
#pragma once

#include <actjet/cuda/group.hpp>
#include <actjet/cuda/thread.hpp>
#include <actjet/cuda/views.hpp>

namespace actjet::device {

// A pass as a packed kernel computes it: how many groups of a row a thread takes, all loaded before the first is used,
// how many of its sums there may be, and which of its inputs are there, all of them, and the others as if left out.
template <class Pass_, int Accesses, int Sums, int... Inputs>
struct packed_form {
    using pass = Pass_;
    static constexpr int accesses = Accesses, sums = Sums;

    static ACTJET_HD constexpr bool has(int operand) { return ((operand == Inputs) || ...); }
};

// Which of its optional inputs a pass has packed kernels with.
template <class Pass>
struct packed_form_of;
template <>
struct packed_form_of<passes::forward> : packed_form<passes::forward, 2, 0, 0, 1> {};  // x, bias
template <>
struct packed_form_of<passes::backward> : packed_form<passes::backward, 1, 1, 0, 1, 2> {};  // x, dy, bias; dbias
template <>
struct packed_form_of<passes::gated_forward> : packed_form<passes::gated_forward, 2, 0, 0, 1> {};  // gate, x
template <>
struct packed_form_of<passes::gated_backward> : packed_form<passes::gated_backward, 1, 0, 0, 1, 2> {};  // gate, x, dy

template <class Pass>
concept packable = requires {
    packed_form_of<Pass>::accesses;
};

// Rows, columns and bytes of rows are counted in 32 bits. What must be given has all rows and columns; what may be left
// out may repeat.
struct packed_array {
    char* data;  // null: an output that was left out
    std::int32_t row_bytes;
    std::uint32_t rows;  // after so many the array begins anew; 0: never
    bool one_column;     // one element for all of a row
};

template <class Pass>
struct packed_call {
    packed_array operands[passes::all_inputs<Pass> + passes::all_outputs<Pass>];
    std::uint32_t rows, columns;
    bands cut;            // into fewer than 2^31
    std::uint32_t apart;  // columns from one group of a thread to its next
    bool down;            // whether anything is summed
    passes::unlimited<float> numbers;
    float* partials[packed_form_of<Pass>::sums + 1];
};

template <class Pass, class Element, class F>
struct packed_thread {
    using form = packed_form_of<Pass>;
    using group_type = group<Element>;
    using number = core::number_of<F, float>;
    static constexpr int size = group_type::size, accesses = form::accesses, inputs = passes::all_inputs<Pass>,
                         outputs = passes::all_outputs<Pass>, sums = form::sums;

    const F& f;
    const packed_call<Pass>& c;
    float leaves[sums + 1][size];
    static_assert(sums == 0 || accesses == 1);

    ACTJET_HD packed_thread(const F& f_, const packed_call<Pass>& c_) : f(f_), c(c_) {
        unrolled<sums>([&](int k) { unrolled<size>([&](int j) { leaves[k][j] = -0.0f; }); });
    }

    static ACTJET_HD char* row_of(const packed_array& a, std::uint32_t row) {
        return a.data + static_cast<std::int64_t>(row) * a.row_bytes;
    }

    static ACTJET_HD void load(const packed_array& a, bool may_repeat, std::uint32_t row, std::uint32_t column,
                               int count, group_type& g) {
        if (may_repeat && a.rows) {
            row %= a.rows;
        }
        const auto* from = reinterpret_cast<const Element*>(row_of(a, row));
        if (may_repeat && a.one_column) {
            const std::uint32_t bits = from->bits;
            unrolled<size / 2>([&](int j) { g.words[j] = bits | bits << 16; });
        } else if (count == size) {
            g.load(from + column);
        } else {
            unrolled<size>([&](int j) { g.set(j, j < count ? from[column + j] : Element{}); });
        }
    }

    static ACTJET_HD void store(const packed_array& a, std::uint32_t row, std::uint32_t column, int count,
                                const group_type& g) {
        auto* to = reinterpret_cast<Element*>(row_of(a, row)) + column;
        if (count == size) {
            g.store(to);
        } else {
            unrolled<size>([&](int j) {
                if (j < count) {
                    to[j] = g.element(j);
                }
            });
        }
    }

    // How many elements a group holds; 0 or less beyond the row.
    ACTJET_HD int count_at(std::uint32_t column) const {
        const auto left = static_cast<std::int32_t>(c.columns - column);
        return left < size ? left : size;
    }

    ACTJET_HD void run_groups(std::uint32_t row, std::uint32_t column) {
        group_type in[inputs][accesses], out[outputs][accesses];
        unrolled<inputs>([&](int k) {
            unrolled<accesses>([&](int i) {
                if (const std::uint32_t at = column + i * c.apart; form::has(k)) {
                    load(c.operands[k], k >= passes::inputs<Pass>, row, at, count_at(at), in[k][i]);
                }
            });
        });
        unrolled<accesses>([&](int i) {
            unrolled<size / 2>([&](int pair) {
                float results[outputs + sums][2];
                unrolled<2>([&](int s) {
                    number x[inputs], y[passes::all_results<Pass>];
                    unrolled<inputs>(
                        [&](int k) { x[k] = form::has(k) ? core::widen(in[k][i].element(2 * pair + s)) : absent(k); });
                    const number argument = Pass::argument(x, c.numbers);
                    const evaluated_in_call<F, number> at(f, argument, f.eval(argument));
                    Pass::finish(at, x, y, c.numbers);
                    unrolled<outputs + sums>([&](int k) { results[k][s] = static_cast<float>(y[k]); });
                });
                unrolled<outputs>([&](int k) { out[k][i].set_nearest(2 * pair, results[k]); });
                unrolled<sums>([&](int k) {
                    unrolled<2>(
                        [&](int s) { leaves[k][2 * pair + s] = leaves[k][2 * pair + s] + results[outputs + k][s]; });
                });
            });
        });
        unrolled<outputs>([&](int k) {
            if (k < passes::outputs<Pass> || c.operands[inputs + k].data) {
                unrolled<accesses>([&](int i) {
                    const std::uint32_t at = column + i * c.apart;
                    store(c.operands[inputs + k], row, at, count_at(at), out[k][i]);
                });
            }
        });
    }

    static ACTJET_HD constexpr float absent(int k) { return k >= first_factor ? 1.0f : -0.0f; }

    // Of a pass's inputs the factors come last, which are 1 where they were left out.
    static constexpr int first_factor = [] {
        int first = inputs;
        while (first > 0 && Pass::operands[first - 1].absent == passes::no_factor) {
            --first;
        }
        return first;
    }();

    ACTJET_HD void run_tile(std::uint32_t band, std::uint32_t across) {
        const std::uint32_t column = across * size;
        const std::uint32_t first = c.down ? band * core::sum_leaf : band;
        const int rows = c.down ? in_leaf(first, c.rows) : 1;
#if defined(__CUDA_ARCH__)
#pragma unroll 1
#endif
        for (int i = 0; i < rows; ++i) {
            run_groups(first + i, column);
        }
        if (c.down) {
            unrolled<sums>([&](int k) { store_leaves(k, std::uint64_t{band} * c.columns + column, count_at(column)); });
        }
    }

    ACTJET_HD void store_leaves(int k, std::uint64_t at, int count) const {
        if (c.partials[k]) {
            unrolled<size>([&](int j) {
                if (j < count) {
                    c.partials[k][at + j] = leaves[k][j];
                }
            });
        }
    }
};

template <class Pass, class Element, class F>
ACTJET_HD void run_packed_thread(const F& f, const packed_call<Pass>& c, const position& p) {
    // A thread for each tile: what goes round no loop takes fewer instructions.
    const std::uint32_t i = p.block * p.block_size + p.thread;
    if (i < c.cut.tiles) {
        // Fewer than 2^31 tiles are told apart without a division.
        const auto band = static_cast<std::uint32_t>(std::uint64_t{i} * c.cut.inverse >> c.cut.shift);
        packed_thread<Pass, Element, F>(f, c).run_tile(band, i - band * static_cast<std::uint32_t>(c.cut.across));
    }
}

}  // namespace actjet::device
