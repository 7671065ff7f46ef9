// Parts of a call's arrays, as the loops over views take them.
#pragma once

#include "../api/request.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace actjet::host {

// Rows and columns of a call that go through the loops together, row after row.
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

}  // namespace actjet::host
