// Which requests packed kernels run, and how they take them.
#pragma once

#include "packed.hpp"
#include "view_launch.hpp"

#include <optional>

namespace actjet::device {

// A request as the packed kernels of its pass take it; none if they do not.
template <class Pass, class Element>
std::optional<packed_call<Pass>> packed_call_of(const host::request& r) {
    constexpr int inputs = passes::all_inputs<Pass>, first_sum = inputs + passes::all_outputs<Pass>;
    packed_call<Pass> c{};
    if (r.accumulate || r.sums == host::direction::along_rows) {
        return std::nullopt;
    }
    for (int k = 0; k < first_sum; ++k) {
        const host::array& a = r.operands[k];
        if (k < inputs && packed_form_of<Pass>::has(k) != static_cast<bool>(a)) {
            return std::nullopt;
        }
        if (!a) {
            continue;
        }
        const std::int64_t row_bytes = a.row_stride * static_cast<std::int64_t>(sizeof(Element));
        const bool one_column = a.columns == 1 && k < inputs;
        const bool on_boundaries = a.column_stride == 1 && row_bytes % group_bytes == 0 &&
                                   reinterpret_cast<std::uintptr_t>(a.data) % group_bytes == 0;
        if (a.dtype != r.target || !(one_column || on_boundaries)) {
            return std::nullopt;
        }
        c.operands[k] = {a.data, row_bytes, one_column, a.row_stride != 0 && a.rows < r.rows, a.rows};
    }
    auto* partial = static_cast<float*>(r.workspace);
    for (int k = 0; k < passes::all_sums<Pass>; ++k) {
        if (const host::array& sum = r.operands[first_sum + k]) {
            c.partials[k] = partial;
            partial += host::partial_sums_of(r, sum).count;
        }
    }
    c.rows = r.rows;
    c.columns = r.columns;
    c.down = r.sums != host::direction::none;
    const std::uint64_t height = c.down ? core::sum_leaf : 1;
    c.across = (r.columns + group<Element>::size - 1) / group<Element>::size;
    c.tiles = (r.rows + height - 1) / height * c.across;
    c.numbers = host::settings_of<float>(r);
    return c;
}

}  // namespace actjet::device
