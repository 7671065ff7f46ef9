#include "repetition.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace actjet::tool {
namespace {

template <class Iterator>
std::uint64_t product(Iterator begin, Iterator end) {
    return std::accumulate(begin, end, std::uint64_t{1}, std::multiplies());
}

bool is_one(std::uint64_t extent) {
    return extent == 1;
}

}  // namespace

division divide(const extents& whole, std::size_t column_axes) {
    const auto between = whole.end() - static_cast<std::ptrdiff_t>(column_axes);
    return {product(whole.begin(), between), product(between, whole.end()), column_axes};
}

std::optional<any_view> laid_over(const extents& shape, const extents& whole, const division& d, actjet_dtype dtype) {
    // With as many axes as whole has: those that are missing in front are 1, and those that are too many must be.
    extents own(whole.size(), 1);
    const std::size_t common = std::min(shape.size(), whole.size());
    std::copy_n(shape.end() - static_cast<std::ptrdiff_t>(common), common,
                own.end() - static_cast<std::ptrdiff_t>(common));
    if (!std::all_of(shape.begin(), shape.end() - static_cast<std::ptrdiff_t>(common), is_one)) {
        return std::nullopt;
    }
    const auto between = own.end() - static_cast<std::ptrdiff_t>(d.column_axes);
    actjet_view view{nullptr, dtype, 0, 0, 0, 0};
    if (!std::all_of(between, own.end(), is_one)) {
        if (!std::equal(between, own.end(), whole.end() - static_cast<std::ptrdiff_t>(d.column_axes))) {
            return std::nullopt;
        }
        view.column_stride = 1;
    }
    if (!std::all_of(own.begin(), between, is_one)) {
        // The rows of the last of these axes repeat along the first.
        auto same = between;
        while (same != own.begin() && *(same - 1) == whole[static_cast<std::size_t>(same - 1 - own.begin())]) {
            --same;
        }
        if (!std::all_of(own.begin(), same, is_one)) {
            return std::nullopt;
        }
        const std::uint64_t period = product(same, between);
        view.row_stride = view.column_stride ? static_cast<std::int64_t>(d.columns) : 1;
        view.row_period = period == d.rows ? 0 : period;
    }
    return any_view(view, d.rows, d.columns);
}

}  // namespace actjet::tool
