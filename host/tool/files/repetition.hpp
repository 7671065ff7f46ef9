// How the array of one file repeats over that of another, as NumPy broadcasts: shapes are compared from their last
// extents on, and each extent is the other's, or 1, or missing.
#pragma once

#include <actjet/actjet.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace actjet::tool {

using extents = std::vector<std::uint64_t>;

// An array as the rows and columns of a call: its last axes are the columns, the others the rows.
struct division {
    std::uint64_t rows, columns;
    std::size_t column_axes;
};

division divide(const extents& whole, std::size_t column_axes);

// The view, without data, of an array without gaps of this shape: over these rows and columns of whole; nothing where
// no strides say it. Of columns along several axes an array has all or one.
std::optional<any_view> laid_over(const extents& shape, const extents& whole, const division& d, actjet_dtype dtype);

}  // namespace actjet::tool
