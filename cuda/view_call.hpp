// A request on views, as kernels take it.
#pragma once

#include "../host/api/request.hpp"

#include <actjet/cuda/views.hpp>

#include <array>

namespace actjet::device {

inline view_array view_of(const host::array& a, std::uint64_t rows, bool accumulate) {
    const auto size = static_cast<std::int64_t>(host::element_size(a.dtype));
    view_array v{};
    v.data = a.data;
    v.row_bytes = a.row_stride * size;
    v.column_bytes = a.column_stride * size;
    v.rows = a.rows;
    v.dtype = a.dtype;
    v.wraps = a.row_stride != 0 && a.rows < rows;
    v.accumulate = accumulate;
    return v;
}

// For each operand of the kernel's pass, where the call's pass has it.
template <class Pass, class Kernel>
inline constexpr auto places = [] {
    std::array<int, passes::operand_count<Kernel>> at{};
    for (int k = 0; k < passes::operand_count<Kernel>; ++k) {
        at[static_cast<std::size_t>(k)] = passes::find_operand<Pass>(Kernel::operands[k].name);
    }
    return at;
}();

// A request of a pass, as the kernel takes it that computes all that the pass does.
template <class Pass, class Compute>
auto view_call_of(const host::request& r) {
    using kernel = typename passes::superset<Pass>::type;
    constexpr int first_sum = passes::all_inputs<kernel> + passes::all_outputs<kernel>;
    view_call<kernel, Compute> c{};
    auto* partial = static_cast<Compute*>(r.workspace);
    for (int k = 0; k < passes::operand_count<kernel>; ++k) {
        c.operands[k].absent = static_cast<float>(kernel::operands[k].absent);
        const int at = places<Pass, kernel>[static_cast<std::size_t>(k)];
        if (at < 0 || !r.operands[at]) {
            continue;
        }
        if (k < first_sum) {
            c.operands[k] = view_of(r.operands[at], r.rows, r.accumulate && Pass::operands[at].accumulates);
        } else {
            c.partials[k - first_sum] = partial;
            partial += host::partial_sums_of(r, r.operands[at]).count;
        }
    }
    c.rows = r.rows;
    c.columns = r.columns;
    c.down = r.sums == host::direction::down_columns;
    c.along = r.sums == host::direction::along_rows;
    const std::uint64_t width = c.along ? core::sum_leaf : 1, height = c.down ? core::sum_leaf : 1;
    c.cut = bands_of((r.rows + height - 1) / height, (r.columns + width - 1) / width);
    c.numbers = host::settings_of<Compute>(r);
    c.random = host::randomness_of<Compute>(r);
    return c;
}

}  // namespace actjet::device
