// Which requests packed kernels run, and how they take them.
#pragma once

#include "../host/api/request.hpp"

#include <actjet/cuda/packed.hpp>

#include <optional>

namespace actjet::device {

// Rows and columns that a packed kernel counts. What has one row only, without gaps, may be cut into shorter ones.
struct packed_shape {
    std::uint64_t rows, columns;
};
inline packed_shape packed_shape_of(const host::request& r, std::uint64_t group_size) {
    packed_shape s{r.rows, r.columns};
    while (r.rows == 1 && s.columns >> 30 && s.columns % (2 * group_size) == 0) {
        s.rows *= 2;
        s.columns /= 2;
    }
    return s;
}

// A request as the packed kernels of its pass take it; none if they do not.
template <class Pass>
std::optional<packed_call<Pass>> packed_call_of(const host::request& r) {
    constexpr int inputs = passes::all_inputs<Pass>, first_sum = inputs + passes::all_outputs<Pass>;
    constexpr std::uint64_t element_size = 2, size = group_bytes / element_size,
                            accesses = packed_form_of<Pass>::accesses;
    const packed_shape shape = packed_shape_of(r, size);
    if (r.accumulate || r.limited() || r.steps || r.random.any() || r.sums == host::direction::along_rows ||
        (shape.rows | shape.columns) >> 31) {
        return std::nullopt;
    }
    packed_call<Pass> c{};
    for (int k = 0; k < first_sum; ++k) {
        const host::array& a = r.operands[k];
        if (k < inputs && packed_form_of<Pass>::has(k) != static_cast<bool>(a)) {
            return std::nullopt;
        }
        if (!a) {
            continue;
        }
        // Required operands come first, and are not to repeat.
        const bool may_repeat = k < inputs && k >= passes::inputs<Pass>;
        const bool whole = a.rows == r.rows && a.columns == r.columns;
        const bool one_column = a.columns == 1 && r.columns != 1;
        const bool cut = shape.rows != r.rows && whole;
        const std::int64_t row_bytes =
            (cut ? static_cast<std::int64_t>(shape.columns) : a.row_stride) * static_cast<std::int64_t>(element_size);
        const bool on_boundaries = (a.column_stride == 1 || r.columns == 1) && row_bytes % group_bytes == 0 &&
                                   reinterpret_cast<std::uintptr_t>(a.data) % group_bytes == 0;
        if (a.dtype != r.target || !(whole || may_repeat) || !(one_column || on_boundaries) ||
            row_bytes != static_cast<std::int32_t>(row_bytes)) {
            return std::nullopt;
        }
        const bool wraps = a.row_stride != 0 && a.rows < r.rows;
        c.operands[k] = {a.data, static_cast<std::int32_t>(row_bytes), static_cast<std::uint32_t>(wraps ? a.rows : 0),
                         one_column};
    }
    auto* partial = static_cast<float*>(r.workspace);
    for (int k = 0; k < passes::all_sums<Pass>; ++k) {
        if (const host::array& sum = r.operands[first_sum + k]) {
            if (k >= packed_form_of<Pass>::sums) {
                return std::nullopt;
            }
            c.partials[k] = partial;
            partial += host::partial_sums_of(r, sum).count;
        }
    }
    c.rows = static_cast<std::uint32_t>(shape.rows);
    c.columns = static_cast<std::uint32_t>(shape.columns);
    c.down = r.sums != host::direction::none;
    const std::uint64_t height = c.down ? core::sum_leaf : 1;
    c.cut = bands_of((shape.rows + height - 1) / height, (shape.columns + size * accesses - 1) / (size * accesses));
    if (c.cut.tiles >> 31) {
        return std::nullopt;
    }
    c.apart = static_cast<std::uint32_t>(c.cut.across * size);
    c.numbers.gradient_scale = static_cast<float>(r.gradient_scale);
    return c;
}

}  // namespace actjet::device
