// The kernels over rows. Lane l of a warp has the columns l, l + 32, l + 64 ... of its chunk, so that a warp reads and
// writes neighbours whatever the alignment is, and folds a chunk as core/row_sum.hpp says.
#pragma once

#include "row_call.hpp"
#include "row_shard.hpp"
#include "row_team.cuh"

#include <bit>

namespace actjet::device {

// One row of an array.
struct row_array {
    const char* data;  // null: left out
    std::int64_t column_bytes;
    actjet_dtype dtype;
    float absent;

    __device__ row_array(const view_array& a, std::uint64_t row)
        : data(a.data ? address_of(a, row, 0) : nullptr),
          column_bytes(a.column_bytes),
          dtype(a.dtype),
          absent(a.absent) {}

    template <class Compute>
    __device__ Compute at(std::uint64_t column) const {
        if (!data) {
            return Compute(absent);
        }
        const char* element = data + static_cast<std::int64_t>(column) * column_bytes;
        if (dtype == ACTJET_BOOL) {
            return *element ? Compute(-0.0f) : core::no_logit<Compute>;
        }
        return load_element<Compute>(element, dtype);
    }
};

// The sum of term(column) over the first n columns. A row of more than a chunk has several warps.
template <class Compute, class Team, class Term>
__device__ Compute sum_of_row(const Team& team, std::uint64_t n, const Term& term) {
    constexpr unsigned chunk = core::row_chunk, block = core::row_block;
    const auto chunk_sum = [&](std::uint64_t number) {
        const std::uint64_t first = number * chunk;
        if (first >= n) {
            return Compute(-0.0f);
        }
        const unsigned columns = n - first < chunk ? static_cast<unsigned>(n - first) : chunk;
        const int bits = columns <= warp_size ? 0 : 32 - __clz(static_cast<int>((columns - 1) / warp_size));
        core::fold_in_order<Compute> fold;
#pragma unroll 1
        for (int i = 0; i < 1 << bits; ++i) {
            const unsigned at = fold.position(i, bits) * warp_size + team.lane;
            fold.add(i, at < columns ? term(first + at) : Compute(-0.0f));
        }
        return team.fold_lanes(fold.sum());
    };
    const auto block_sum = [&](std::uint64_t number) {
        return team.fold_chunks([&](unsigned i) { return chunk_sum(number * block + i); });
    };
    if (n <= chunk * block) {
        return block_sum(0);
    }
    core::sum_tree<Compute> tree;
#pragma unroll 1
    for (std::uint64_t number = 0; number * chunk * block < n; ++number) {
        tree.add(block_sum(number));
    }
    return tree.total();
}

template <class Pass, class Compute, class Team>
__device__ void run_forward_row(const row_call<Pass, Compute>& c, const Team& team, std::uint64_t row) {
    const row_array x(c.operands[0], row), mask(c.operands[1], row), sinks(c.operands[2], row);
    const view_array &y = c.operands[3], &log_sum = c.operands[4];
    const std::uint64_t seen = c.seen(row), first = team.warp * warp_size + team.lane, step = team.warps * warp_size;
    const Compute sink = sinks.template at<Compute>(0), rate = c.numbers.rate();
    const auto logit = [&](std::uint64_t column) {
        const Compute in[] = {x.template at<Compute>(column), mask.template at<Compute>(column)};
        return c.numbers.made ? Pass::logit(in, c.numbers) : in[0];
    };
    Compute largest = sink;
#pragma unroll 1
    for (std::uint64_t column = first; column < seen; column += step) {
        largest = fmax(largest, logit(column));
    }
    largest = core::largest_of_row(team.largest(largest));
    std::uint64_t count = 0;
    const Compute rest = sum_of_row<Compute>(team, seen, [&](std::uint64_t column) {
        const Compute l = logit(column);
        count += l == largest;
        return l == largest ? Compute(core::weight_of_largest) : core::weight(core::distance(l, largest, rate));
    });
    core::row_total<Compute> total{largest, static_cast<double>(team.count(count)), rest};
    if (sinks.data) {
        total.add(sink);
    }
    const auto numbers = total.numbers(rate, Pass::template of_nothing<Compute>(c.numbers.safe),
                                       Pass::logarithm || log_sum.data != nullptr);
#pragma unroll 1
    for (std::uint64_t column = first; column < c.columns; column += step) {
        Compute result = numbers.constant ? numbers.value : Pass::logarithm ? core::no_logit<Compute> : Compute(0);
        if (!numbers.constant && column < seen) {
            const Compute l = logit(column);
            const core::two_part<Compute> z = core::distance(l, largest, rate);
            if constexpr (Pass::logarithm) {
                result = core::log_share(z, numbers.log);
            } else {
                result = numbers.share(l == largest ? Compute(core::weight_of_largest) : core::weight(z));
            }
        }
        store_result(y, row, column, result);
    }
    if (log_sum.data) {
        // Last, since it may be an input that repeats along the row.
        team.wait();
        if (first == 0) {
            store_result(log_sum, row, 0, numbers.log_sum);
        }
    }
}

template <class Pass, class Compute, class Team>
__device__ void run_backward_row(const row_call<Pass, Compute>& c, const Team& team, std::uint64_t row) {
    const row_array y(c.operands[0], row), dy(c.operands[1], row), x(c.operands[2], row), scale(c.operands[3], row);
    const view_array &dx = c.operands[6], &dsink = c.operands[7];
    const std::uint64_t first = team.warp * warp_size + team.lane, step = team.warps * warp_size;
    const auto with_inputs = [&](std::uint64_t column, const auto& f) {
        const Compute in[] = {y.template at<Compute>(column), dy.template at<Compute>(column),
                              x.template at<Compute>(column), scale.template at<Compute>(column)};
        return f(in);
    };
    const Compute sum = sum_of_row<Compute>(team, c.columns, [&](std::uint64_t column) {
        return with_inputs(column, [&](const Compute* in) { return Pass::term(in, c.numbers); });
    });
#pragma unroll 1
    for (std::uint64_t column = first; column < c.columns; column += step) {
        store_result(dx, row, column,
                     with_inputs(column, [&](const Compute* in) { return Pass::gradient(in, sum, c.numbers); }));
    }
    if (dsink.data) {
        // Last, since it may be an input that repeats along the row.
        team.wait();
        if (first == 0) {
            const row_array sink(c.operands[4], row), log_sum(c.operands[5], row);
            store_result(dsink, row, 0,
                         Pass::sink_gradient(sink.template at<Compute>(0), log_sum.template at<Compute>(0), sum));
        }
    }
}

// Any rows.
template <class Pass, class Compute>
__global__ void __launch_bounds__(most_warps* warp_size) rows_on_views(const row_call<Pass, Compute> c) {
    __shared__ row_memory<Compute> shared;
    const unsigned warp = threadIdx.x / warp_size, rows = blockDim.x / warp_size / c.warps;
    const row_team<Compute, warp_size> team{shared, threadIdx.x % warp_size, warp % c.warps, c.warps};
    for (std::uint64_t row = std::uint64_t{blockIdx.x} * rows + warp / c.warps; row < c.rows;
         row += std::uint64_t{gridDim.x} * rows) {
        if constexpr (Pass::is_backward) {
            run_backward_row(c, team, row);
        } else {
            run_forward_row(c, team, row);
        }
    }
}

template <int Items>
inline constexpr int bits_of_items = std::bit_width(static_cast<unsigned>(Items)) - 1;

// Rows that registers hold, Items columns in each lane.
template <class Pass, class Element, int Lanes, int Items>
struct held_row {
    using team_type = row_team<float, Lanes>;
    const held_row_call<Pass>& c;
    const team_type& team;
    std::uint64_t row;
    std::uint32_t first;  // column of the team's lanes in this warp, the same for all of them
    bool exists;          // whether there is such a row: a warp's teams go on together

    // f(i) for the columns that there are, for all lanes of a warp alike, and else nothing(i).
    template <class F, class G>
    __device__ void each(const F& f, const G& nothing) const {
#pragma unroll
        for (int i = 0; i < Items; ++i) {
            if (first + static_cast<std::uint32_t>(i) * Lanes < c.columns) {
                f(i);
            } else {
                nothing(i);
            }
        }
    }
    __device__ std::uint32_t column(int i) const {
        return first + static_cast<std::uint32_t>(i) * Lanes + team.lane;
    }
    __device__ bool has(int i) const {
        return exists && column(i) < c.columns;
    }

    __device__ float load(int input, int i, float absent) const {
        const auto* from =
            reinterpret_cast<const Element*>(c.in[input] + static_cast<std::int64_t>(row) * c.in_row_bytes[input]);
        return has(i) ? core::widen(from[column(i)]) : absent;
    }
    __device__ void store(int i, float x) const {
        if (has(i)) {
            reinterpret_cast<Element*>(c.out + static_cast<std::int64_t>(row) * c.out_row_bytes)[column(i)] =
                core::narrow<Element>(x);
        }
    }

    // Of the terms of this thread, in the order that the fold takes them.
    template <class F>
    __device__ float sum(const F& term) const {
        core::fold_in_order<float> fold;
#pragma unroll
        for (int i = 0; i < Items; ++i) {
            fold.add(i, term(fold.position(i, bits_of_items<Items>)));
        }
        const float own = team.fold_lanes(fold.sum());
        return team.fold_chunks([&](unsigned i) { return i == team.warp ? own : -0.0f; });
    }

    __device__ void run_forward() const {
        float held[Items], largest = core::no_logit<float>;
        each(
            [&](int i) {
                held[i] = load(0, i, core::no_logit<float>);
                largest = fmaxf(largest, held[i]);
            },
            [&](int i) { held[i] = core::no_logit<float>; });
        largest = core::largest_of_row(team.largest(largest));
        const float rate = c.numbers.logit_scale;
        std::uint32_t count = 0;
        float weights[Items];
        each(
            [&](int i) {
                count += held[i] == largest;
                weights[i] =
                    held[i] == largest ? core::weight_of_largest : core::weight(core::distance(held[i], largest, rate));
            },
            [&](int i) { weights[i] = -0.0f; });
        const float rest = sum([&](int i) { return weights[i]; });
        const core::row_total<float> total{largest, static_cast<double>(team.count(count)), rest};
        const auto numbers = total.numbers(rate, Pass::template of_nothing<float>(c.numbers.safe),
                                           Pass::logarithm || c.log_sum.data != nullptr);
        each(
            [&](int i) {
                float y;
                if constexpr (Pass::logarithm) {
                    y = core::log_share(core::distance(held[i], largest, rate), numbers.log);
                } else {
                    y = numbers.share(weights[i]);
                }
                store(i, numbers.constant ? numbers.value : y);
            },
            [](int) {});
        if (c.log_sum.data && exists && team.lane == 0 && team.warp == 0) {
            store_result(c.log_sum, row, 0, numbers.log_sum);
        }
    }

    // dy is read twice: with both in registers, those of 32 columns do not fit.
    __device__ void run_backward() const {
        float y[Items];
        each([&](int i) { y[i] = load(0, i, Pass::logarithm ? core::no_logit<float> : 0.0f); },
             [&](int i) { y[i] = 0; });
        const float all = sum([&](int i) {
            if (first + static_cast<std::uint32_t>(i) * Lanes < c.columns) {
                const float in[] = {y[i], load(1, i, 0), -0.0f, 1.0f};
                return Pass::term(in, c.numbers);
            }
            return -0.0f;
        });
        each(
            [&](int i) {
                const float in[] = {y[i], load(1, i, 0), -0.0f, 1.0f};
                store(i, Pass::gradient(in, all, c.numbers));
            },
            [](int) {});
    }
};

template <class Pass, class Element, int Lanes, int Items>
__global__ void __launch_bounds__(Items == warp_size ? most_warps * warp_size : 256)
    held_rows(const held_row_call<Pass> c) {
    __shared__ row_memory<float> shared;
    const unsigned threads = Lanes * c.warps, teams = blockDim.x / threads, warp = threadIdx.x % threads / Lanes;
    const row_team<float, Lanes> team{shared, threadIdx.x % Lanes, warp, c.warps};
    for (std::uint64_t begin = std::uint64_t{blockIdx.x} * teams; begin < c.rows;
         begin += std::uint64_t{gridDim.x} * teams) {
        const std::uint64_t row = begin + threadIdx.x / threads;
        const held_row<Pass, Element, Lanes, Items> held{c, team, row, warp * Lanes * Items, row < c.rows};
        if constexpr (Pass::is_backward) {
            held.run_backward();
        } else {
            held.run_forward();
        }
    }
}

}  // namespace actjet::device
