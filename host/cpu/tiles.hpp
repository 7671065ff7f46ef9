// Tiles of arrays, copied into planes without gaps and out of them: strides, repetition and types are the business of
// these functions alone.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace actjet::host {

// Elements of a plane: whole leaves of a row, and few, since a call may run on a stack of 16 KiB.
template <class Compute>
inline constexpr std::size_t block = 512 / sizeof(Compute);

constexpr std::size_t round_up(std::size_t n) {
    return (n + step - 1) / step * step;
}

// Rows and columns of a call that go through the planes together, row after row.
struct tile {
    std::uint64_t row, column;
    std::size_t rows, columns;

    std::size_t count() const { return rows * columns; }
};

template <class Element>
Element* element_at(const array& a, std::uint64_t row, std::uint64_t column) {
    const std::uint64_t own_row = a.row_stride == 0 ? 0 : row < a.rows ? row : row % a.rows;
    const auto index = static_cast<std::int64_t>(own_row) * a.row_stride +
                       static_cast<std::int64_t>(a.column_stride == 0 ? 0 : column) * a.column_stride;
    return reinterpret_cast<Element*>(a.data) + index;
}

template <class Element>
void gather(const array& a, const tile& t, Element* to) {
    for (std::size_t i = 0; i < t.rows; ++i, to += t.columns) {
        const Element* from = element_at<Element>(a, t.row + i, t.column);
        if (a.column_stride == 1) {
            std::memcpy(to, from, t.columns * sizeof *to);
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

// Into and out of planes of float32, by the conversions of an instruction set. Where elements are of 16 bits a tile has
// block<float> of them at most, and its plane room for a multiple of step.
struct float32_memory {
    const instruction_set& isa;

    void load(const array& a, const tile& t, float* to) const {
        if (const converter* c = isa.converter_of(a.dtype)) {
            std::array<std::uint16_t, block<float>> halves{};
            gather(a, t, halves.data());
            c->widen(halves.data(), to, round_up(t.count()));
        } else {
            gather(a, t, to);
        }
    }
    void store(const float* from, const array& a, const tile& t) const {
        if (const converter* c = isa.converter_of(a.dtype)) {
            std::array<std::uint16_t, block<float>> halves;
            c->narrow(from, halves.data(), round_up(t.count()));
            scatter(halves.data(), a, t);
        } else {
            scatter(from, a, t);
        }
    }
};

// The same for planes of float64.
struct float64_memory {
    void load(const array& a, const tile& t, double* to) const { gather(a, t, to); }
    void store(const double* from, const array& a, const tile& t) const { scatter(from, a, t); }
};

}  // namespace actjet::host
