// What a thread of a packed kernel does: the passes on views that have to be as fast as memory, for 16-bit types, where
// rows begin on 16-byte boundaries. It compiles for the host as well.
//
// A thread takes a tile: 16 bytes of one row of each array; or, where sums are taken down the columns, these columns of
// 32 rows. What a row has beyond its last 16 bytes is moved element by element.
#pragma once

#include "group.hpp"
#include "thread.hpp"
#include "views.hpp"

namespace actjet::device {

// A pass as a packed kernel computes it: which of its inputs are there, all of them, and the others as if left out.
template <class Pass_, int... Inputs>
struct packed_form {
    using pass = Pass_;
    static constexpr int inputs = sizeof...(Inputs);

    static constexpr bool has(int operand) { return ((operand == Inputs) || ...); }
};

// Which of its optional inputs a pass has packed kernels with.
template <class Pass>
struct packed_form_of;
template <>
struct packed_form_of<passes::forward> : packed_form<passes::forward, 0, 1> {};  // x, bias
template <>
struct packed_form_of<passes::backward> : packed_form<passes::backward, 0, 1, 2> {};  // x, dy, bias
template <>
struct packed_form_of<passes::gated_forward> : packed_form<passes::gated_forward, 0, 1> {};  // gate, x
template <>
struct packed_form_of<passes::gated_backward> : packed_form<passes::gated_backward, 0, 1, 2> {};  // gate, x, dy

template <class Pass>
concept packable = requires {
    packed_form_of<Pass>::inputs;
};

struct packed_array {
    char* data;  // null: an output that was left out
    std::int64_t row_bytes;
    bool one_column;  // an input that repeats one element along a row
    bool wraps;
    std::uint64_t rows;
};

template <class Pass>
struct packed_call {
    packed_array operands[passes::all_inputs<Pass> + passes::all_outputs<Pass>];
    std::uint64_t rows, columns;
    std::uint64_t tiles, across;
    bool down;  // whether anything is summed
    passes::settings<float> numbers;
    float* partials[passes::all_sums<Pass> + 1];
};

template <class Pass, class Element, class F>
struct packed_thread {
    using form = packed_form_of<Pass>;
    using group_type = group<Element>;
    static constexpr int size = group_type::size, inputs = passes::all_inputs<Pass>,
                         outputs = passes::all_outputs<Pass>, sums = passes::all_sums<Pass>;

    const F& f;
    const packed_call<Pass>& c;
    float leaves[sums + 1][size];

    ACTJET_HD packed_thread(const F& f_, const packed_call<Pass>& c_) : f(f_), c(c_) {
        unrolled<sums>([&](int k) { unrolled<size>([&](int j) { leaves[k][j] = -0.0f; }); });
    }

    static ACTJET_HD char* row_of(const packed_array& a, std::uint64_t row) {
        return a.data + static_cast<std::int64_t>(a.wraps ? row % a.rows : row) * a.row_bytes;
    }

    static ACTJET_HD void load(const packed_array& a, std::uint64_t row, std::uint64_t column, int count,
                               group_type& g) {
        const auto* from = reinterpret_cast<const Element*>(row_of(a, row));
        if (a.one_column) {
            const std::uint32_t bits = from->bits;
            unrolled<size / 2>([&](int j) { g.words[j] = bits | bits << 16; });
        } else if (count == size) {
            g.load(from + column);
        } else {
            unrolled<size>([&](int j) { g.set(j, j < count ? from[column + j] : Element{}); });
        }
    }

    static ACTJET_HD void store(const packed_array& a, std::uint64_t row, std::uint64_t column, int count,
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

    ACTJET_HD void run_group(std::uint64_t row, std::uint64_t column, int count) {
        group_type in[inputs], out[outputs];
        unrolled<inputs>([&](int k) {
            if (form::has(k)) {
                load(c.operands[k], row, column, count, in[k]);
            }
        });
        unrolled<size / 2>([&](int pair) {
            float results[outputs + sums][2];
            unrolled<2>([&](int s) {
                float x[inputs], y[outputs + sums];
                unrolled<inputs>([&](int k) {
                    // Factors begin where addends end; see the passes.
                    x[k] = form::has(k) ? core::widen(in[k].element(2 * pair + s)) : absent(k);
                });
                const core::evaluated<F, float> at(f, Pass::argument(x, c.numbers));
                Pass::finish(at, x, y, c.numbers);
                unrolled<outputs + sums>([&](int k) { results[k][s] = y[k]; });
            });
            unrolled<outputs>([&](int k) { out[k].set_nearest(2 * pair, results[k]); });
            unrolled<sums>([&](int k) {
                unrolled<2>(
                    [&](int s) { leaves[k][2 * pair + s] = leaves[k][2 * pair + s] + results[outputs + k][s]; });
            });
        });
        unrolled<outputs>([&](int k) {
            if (c.operands[inputs + k].data) {
                store(c.operands[inputs + k], row, column, count, out[k]);
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

    ACTJET_HD void run_tile(std::uint64_t band, std::uint64_t across) {
        const std::uint64_t column = across * size, left = c.columns - column;
        const int count = left < size ? static_cast<int>(left) : size;
        if (!c.down) {
            run_group(band, column, count);
            return;
        }
        const std::uint64_t first = band * core::sum_leaf;
        const int rows = in_leaf(first, c.rows);
#if defined(__CUDA_ARCH__)
#pragma unroll 1
#endif
        for (int i = 0; i < rows; ++i) {
            run_group(first + i, column, count);
        }
        unrolled<sums>([&](int k) {
            if (c.partials[k]) {
                unrolled<size>([&](int j) {
                    if (j < count) {
                        c.partials[k][band * c.columns + column + j] = leaves[k][j];
                    }
                });
            }
        });
    }
};

template <class Pass, class Element, class F>
ACTJET_HD void run_packed_thread(const F& f, const packed_call<Pass>& c, const position& p) {
    const std::uint64_t step = std::uint64_t{p.grid_size} * p.block_size;
    for (std::uint64_t i = std::uint64_t{p.block} * p.block_size + p.thread; i < c.tiles; i += step) {
        const std::uint64_t band = band_of(i, c.tiles, c.across);
        packed_thread<Pass, Element, F>(f, c).run_tile(band, i - band * c.across);
    }
}

}  // namespace actjet::device
