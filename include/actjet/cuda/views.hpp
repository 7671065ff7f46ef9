// What a thread of a kernel on views does, as a function of its position; it compiles for the host as well.
//
// A thread takes a tile: one element; or, where sums are taken, a leaf of 32, down a column or along a row. It reads
// and writes by the strides and types that the call has: what is common and has to be fast has kernels of its own
// (packed.hpp).
#pragma once

#include <actjet/cuda/thread.hpp>

#include <actjet/core/sum.hpp>
#include <actjet/passes/list.hpp>
#include <actjet/passes/random.hpp>

#include <bit>
#include <cstdint>
#include <cstring>

namespace actjet::device {

// Tiles side by side, and which band of them a tile is in, without a division where there are fewer than 2^31:
// i d' / 2^(31 + s), rounded down, with d' = floor(2^(31 + s) / d) + 1 and 2^s the least power of two that is not below
// d. d' d is too large by at most d <= 2^s, and so the quotient by less than 1 / d for i < 2^31.
struct bands {
    std::uint64_t tiles, across;
    std::uint32_t inverse, shift;  // shift is 0 where a division is needed

    ACTJET_HD std::uint64_t band_of(std::uint64_t i) const {
        return shift ? (i & 0xffffffffu) * inverse >> shift : i / across;
    }
};

inline bands bands_of(std::uint64_t height, std::uint64_t across) {
    bands b{height * across, across, 0, 0};
    if (b.tiles < std::uint64_t{1} << 31) {
        b.shift = 31 + static_cast<std::uint32_t>(std::bit_width(across - 1));
        b.inverse = static_cast<std::uint32_t>((std::uint64_t{1} << b.shift) / across + 1);
    }
    return b;
}

struct view_array {
    char* data;  // null: left out
    std::int64_t row_bytes, column_bytes;
    std::uint64_t rows;  // after so many the array begins anew
    actjet_dtype dtype;
    bool wraps;       // whether it ever does
    bool accumulate;  // an output that is added to what is there
    float absent;     // what an element counts as if the array was left out
};

// A call, as a kernel takes it.
template <class Pass, class Compute>
struct view_call {
    view_array operands[passes::operand_count<Pass>];
    std::uint64_t rows, columns;
    bands cut;
    bool down, along;  // what is summed
    passes::settings<Compute> numbers;
    passes::randomness<Compute> random;
    Compute* partials[passes::all_sums<Pass> + 1];  // null where nothing is summed
};

// The element at an address, as it is computed with.
template <class Compute>
ACTJET_HD Compute load_element(const char* at, actjet_dtype dtype) {
    if constexpr (std::same_as<Compute, double>) {
        return *reinterpret_cast<const double*>(at);
    } else {
        if (dtype == ACTJET_FLOAT32) {
            return *reinterpret_cast<const float*>(at);
        }
        const std::uint16_t bits = *reinterpret_cast<const std::uint16_t*>(at);
        return dtype == ACTJET_FLOAT16 ? core::widen(float16::from_bits(bits)) : core::widen(bfloat16::from_bits(bits));
    }
}

template <class Compute>
ACTJET_HD void store_element(char* at, actjet_dtype dtype, Compute x) {
    if constexpr (std::same_as<Compute, double>) {
        *reinterpret_cast<double*>(at) = x;
    } else if (dtype == ACTJET_FLOAT32) {
        *reinterpret_cast<float*>(at) = x;
    } else {
        *reinterpret_cast<std::uint16_t*>(at) =
            dtype == ACTJET_FLOAT16 ? core::narrow<float16>(x).bits : core::narrow<bfloat16>(x).bits;
    }
}

// Where an element of an array lies.
ACTJET_HD char* address_of(const view_array& a, std::uint64_t row, std::uint64_t column) {
    const std::uint64_t own = a.wraps ? row % a.rows : row;
    return a.data + static_cast<std::int64_t>(own) * a.row_bytes + static_cast<std::int64_t>(column) * a.column_bytes;
}

template <class Compute>
ACTJET_HD void store_result(const view_array& a, std::uint64_t row, std::uint64_t column, Compute x) {
    char* to = address_of(a, row, column);
    if (a.accumulate) {
        const Compute sum = load_element<Compute>(to, a.dtype) + x;
        x = core::canonical_nan(sum, sum);
    }
    store_element(to, a.dtype, x);
}

template <class F>
struct activation_of;
template <class A, class Element>
struct activation_of<core::prepared<A, Element>> {
    using type = A;
};

// An activation at an element of a call, which may drop it.
template <class F, class T>
struct evaluated_in_call : core::evaluated<F, T> {
    T keep = 1;
    bool drops = false;

    ACTJET_HD evaluated_in_call(const F& f_, T x_, core::jet<T> raw_) : core::evaluated<F, T>(f_, x_, raw_) {}

    ACTJET_HD T parameter_derivative() const {
        if constexpr (core::learned<typename activation_of<F>::type>) {
            return this->f.parameter_derivative(this->x);
        } else {
            return T(0);
        }
    }
    ACTJET_HD T dropped(T y) const { return drops ? passes::dropped(y, keep) : y; }
};

template <class Pass, class Compute, class F>
struct view_thread {
    using call = view_call<Pass, Compute>;
    using activation = typename activation_of<F>::type;
    using number = core::number_of<F, Compute>;
    static constexpr int inputs = passes::all_inputs<Pass>, outputs = passes::all_outputs<Pass>,
                         sums = passes::all_sums<Pass>, results = outputs + sums,
                         parameter = passes::parameter_of<Pass>;

    const F& f;
    const call& c;
    Compute leaves[sums + 1];

    ACTJET_HD view_thread(const F& f_, const call& c_) : f(f_), c(c_) {
        unrolled<sums>([&](int k) { leaves[k] = Compute(-0.0); });
    }

    ACTJET_HD std::uint32_t word(passes::purpose p, std::uint64_t element) const {
        const core::philox_block block = c.random.words(p, element / 4, c.random.total_offset());
        const unsigned which = element % 4;
        return which == 0 ? block.words[0] : which == 1 ? block.words[1] : which == 2 ? block.words[2] : block.words[3];
    }

    // With the call's parameter, or the element's own.
    ACTJET_HD core::jet<number> eval(number x, const number* in, std::uint64_t element) const {
        if constexpr (parameter >= 0 && core::evaluated_with_parameter<activation>) {
            if (c.operands[parameter].data) {
                return f.eval_with(x, in[parameter]);
            }
            if (c.random.draws_parameter) {
                return f.eval_with(x, c.random.parameter(word(passes::purpose::parameter, element)));
            }
        }
        return f.eval(x);
    }

    ACTJET_HD void run_element(std::uint64_t row, std::uint64_t column) {
        number in[inputs], out[results];
        unrolled<inputs>([&](int k) {
            const view_array& a = c.operands[k];
            in[k] = a.data ? load_element<Compute>(address_of(a, row, column), a.dtype) : Compute(a.absent);
        });
        const number x = Pass::argument(in, c.numbers);
        evaluated_in_call<F, number> at(f, x, eval(x, in, row * c.columns + column));
        if (c.random.drops) {
            at.drops = true;
            at.keep = c.random.keep_factor(word(passes::purpose::dropout, row * c.columns + column));
        }
        Pass::finish(at, in, out, c.numbers);
        unrolled<outputs>([&](int k) {
            if (const view_array& a = c.operands[inputs + k]; a.data) {
                store_result(a, row, column, static_cast<Compute>(out[k]));
            }
        });
        unrolled<sums>([&](int k) { leaves[k] = leaves[k] + static_cast<Compute>(out[outputs + k]); });
    }

    // Elements [0, count) from (row, column) on, down a column or along a row.
    ACTJET_HD void run_tile(std::uint64_t row, std::uint64_t column, int count) {
#if defined(__CUDA_ARCH__)
#pragma unroll 1
#endif
        for (int i = 0; i < count; ++i) {
            run_element(row, column);
            c.down ? ++row : ++column;
        }
    }

    ACTJET_HD void store_leaves(std::uint64_t at) const {
        unrolled<sums>([&](int k) {
            if (c.partials[k]) {
                c.partials[k][at] = leaves[k];
            }
        });
    }
};

// The elements that are left from begin on, and a leaf at most.
ACTJET_HD int in_leaf(std::uint64_t begin, std::uint64_t end) {
    return end - begin < core::sum_leaf ? static_cast<int>(end - begin) : core::sum_leaf;
}

// The activation with the parameter that a call has in memory, one for all elements.
template <class Pass, class Compute, class F>
ACTJET_HD F with_learned(F f, const view_call<Pass, Compute>& c) {
    using activation = typename activation_of<F>::type;
    constexpr int parameter = passes::parameter_of<Pass>;
    if constexpr (parameter >= 0 && core::learned<activation> && !core::evaluated_with_parameter<activation>) {
        if (const view_array& a = c.operands[parameter]; a.data) {
            f.learn(load_element<Compute>(a.data, a.dtype));
        }
    }
    return f;
}

template <class Pass, class Compute, class F>
ACTJET_HD void run_view_thread(const F& given, const view_call<Pass, Compute>& c, const position& p) {
    const F f = with_learned<Pass>(given, c);
    const std::uint64_t step = std::uint64_t{p.grid_size} * p.block_size;
    for (std::uint64_t i = std::uint64_t{p.block} * p.block_size + p.thread; i < c.cut.tiles; i += step) {
        const std::uint64_t band = c.cut.band_of(i);
        const std::uint64_t across = i - band * c.cut.across;
        view_thread<Pass, Compute, F> thread(f, c);
        if (c.down) {
            thread.run_tile(band * core::sum_leaf, across, in_leaf(band * core::sum_leaf, c.rows));
        } else if (c.along) {
            thread.run_tile(band, across * core::sum_leaf, in_leaf(across * core::sum_leaf, c.columns));
        } else {
            thread.run_tile(band, across, 1);
        }
        // Tiles are numbered as leaves are.
        thread.store_leaves(i);
    }
}

}  // namespace actjet::device
