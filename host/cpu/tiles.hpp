// Tiles of arrays, copied into planes without gaps and out of them: strides, repetition and types are the business of
// these functions alone.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"

#include <actjet/core/sum.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace actjet::host {

// Elements of a plane at most.
inline constexpr std::size_t most_elements = 512;
// Planes are whole multiples of so many elements: what float32's loops take, and of float64's the leaves of sums.
template <class Compute>
inline constexpr std::size_t grain = sizeof(Compute) == 8 ? core::sum_leaf : step;
static_assert(step % core::sum_leaf == 0);

template <class Compute>
constexpr std::size_t round_up(std::size_t n) {
    return (n + grain<Compute> - 1) / grain<Compute> * grain<Compute>;
}

// Rows and columns of a call that go through the planes together, row after row.
struct tile {
    std::uint64_t row, column;
    std::size_t rows, columns;

    std::size_t count() const { return rows * columns; }
};

// The row of an array that stands for a row of the call.
inline std::uint64_t own_row(const array& a, std::uint64_t row) {
    return a.row_stride == 0 ? 0 : row < a.rows ? row : row % a.rows;
}

template <class Element>
Element* element_at(const array& a, std::uint64_t row, std::uint64_t column) {
    const auto index = static_cast<std::int64_t>(own_row(a, row)) * a.row_stride +
                       static_cast<std::int64_t>(a.column_stride == 0 ? 0 : column) * a.column_stride;
    return reinterpret_cast<Element*>(a.data) + index;
}

// Whether a tile's elements lie one after the other.
inline bool is_contiguous(const array& a, const tile& t) {
    return a.column_stride == 1 && (t.rows == 1 || (a.row_stride == static_cast<std::int64_t>(t.columns) &&
                                                    own_row(a, t.row) + t.rows <= a.rows));
}

template <class Element>
void gather(const array& a, const tile& t, Element* to) {
    for (std::size_t i = 0; i < t.rows; ++i, to += t.columns) {
        const Element* from = element_at<Element>(a, t.row + i, t.column);
        if (a.column_stride == 1) {
            std::memcpy(to, from, t.columns * sizeof *to);
        } else if (a.column_stride == 0) {
            std::fill_n(to, t.columns, *from);
        } else {
            for (std::size_t j = 0; j < t.columns; ++j) {
                to[j] = from[static_cast<std::int64_t>(j) * a.column_stride];
            }
        }
    }
}

template <class Element>
void scatter(const Element* from, const array& a, const tile& t) {
    for (std::size_t i = 0; i < t.rows; ++i, from += t.columns) {
        Element* to = element_at<Element>(a, t.row + i, t.column);
        if (a.column_stride == 1) {
            std::memcpy(to, from, t.columns * sizeof *to);
        } else {
            for (std::size_t j = 0; j < t.columns; ++j) {
                to[static_cast<std::int64_t>(j) * a.column_stride] = from[j];
            }
        }
    }
}

// Into and out of planes of float32, by the conversions of an instruction set. A plane has room for a multiple of step,
// and a tile Most elements at most.
template <std::size_t Most>
struct float32_memory {
    const instruction_set& isa;

    void load(const array& a, const tile& t, float* to) const {
        if (const converter* c = isa.converter_of(a.dtype)) {
            widen(*c, a, t, to);
        } else {
            gather(a, t, to);
        }
    }
    void store(const float* from, const array& a, const tile& t) const {
        if (const converter* c = isa.converter_of(a.dtype)) {
            narrow(*c, from, a, t);
        } else {
            scatter(from, a, t);
        }
    }

  private:
    // Not inlined: the stack that they need is not needed by what is called beside them.
    [[gnu::noinline]] static void widen(const converter& c, const array& a, const tile& t, float* to) {
        std::size_t done = 0;
        if (is_contiguous(a, t)) {
            done = t.count() / step * step;
            c.widen(element_at<std::uint16_t>(a, t.row, t.column), to, done);
        }
        if (done != t.count()) {
            std::array<std::uint16_t, Most> halves{};
            gather(a, t, halves.data());
            c.widen(halves.data() + done, to + done, round_up<float>(t.count() - done));
        }
    }
    [[gnu::noinline]] static void narrow(const converter& c, const float* from, const array& a, const tile& t) {
        if (t.count() % step == 0 && is_contiguous(a, t)) {
            c.narrow(from, element_at<std::uint16_t>(a, t.row, t.column), t.count());
        } else {
            std::array<std::uint16_t, Most> halves;
            c.narrow(from, halves.data(), round_up<float>(t.count()));
            scatter(halves.data(), a, t);
        }
    }
};

// The same for planes of float64.
struct float64_memory {
    void load(const array& a, const tile& t, double* to) const { gather(a, t, to); }
    void store(const double* from, const array& a, const tile& t) const { scatter(from, a, t); }
};

}  // namespace actjet::host
