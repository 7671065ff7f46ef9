// A request over rows, as kernels take it.
#pragma once

#include "view_call.hpp"

#include <actjet/passes/rows.hpp>

namespace actjet::device {

template <class Pass, class Compute>
struct row_call {
    view_array operands[passes::operand_count<Pass>];
    std::uint64_t rows, columns, causal_rows;
    passes::row_settings<Compute> numbers;
    unsigned warps;  // of a row; where there is more than one, a block has one row

    // How many of its columns a row sees.
    ACTJET_HD std::uint64_t seen(std::uint64_t row) const {
        if (causal_rows == 0) {
            return columns;
        }
        const std::uint64_t later = causal_rows - 1 - row % causal_rows;
        return later < columns ? columns - later : 0;
    }
};

template <class Pass, class Compute>
row_call<Pass, Compute> row_call_of(const host::request& r, unsigned warps) {
    row_call<Pass, Compute> c{};
    for (int k = 0; k < passes::operand_count<Pass>; ++k) {
        c.operands[k].absent = static_cast<float>(Pass::operands[k].absent);
        if (const host::array& a = r.operands[k]) {
            c.operands[k] = view_of(a, r.rows, r.accumulate && Pass::operands[k].accumulates);
        }
    }
    c.rows = r.rows;
    c.columns = r.columns;
    c.causal_rows = r.of_rows.causal_rows;
    c.numbers = host::row_settings_of<Compute>(r);
    c.warps = warps;
    return c;
}

// A request whose rows threads hold in registers: x and y, or y, dy and dx, of one type and without gaps in their rows.
template <class Pass>
struct held_row_call {
    static constexpr int inputs = passes::inputs<Pass>;

    const char* in[inputs];
    char* out;
    std::int64_t in_row_bytes[inputs], out_row_bytes;
    view_array log_sum;  // of a forward pass
    std::uint64_t rows;
    std::uint32_t columns;
    passes::uncapped_row_settings<float> numbers;
    unsigned warps;  // of a row
};

template <class Pass>
held_row_call<Pass> held_row_call_of(const host::request& r, unsigned warps) {
    const auto row_bytes = [](const host::array& a) {
        return a.row_stride * static_cast<std::int64_t>(host::element_size(a.dtype));
    };
    held_row_call<Pass> c{};
    for (int k = 0; k < c.inputs; ++k) {
        c.in[k] = r.inputs()[k].data;
        c.in_row_bytes[k] = row_bytes(r.inputs()[k]);
    }
    c.out = r.outputs()[0].data;
    c.out_row_bytes = row_bytes(r.outputs()[0]);
    if (const host::array& log_sum = r.outputs()[1]; log_sum) {
        c.log_sum = view_of(log_sum, r.rows, false);
    }
    const auto s = host::row_settings_of<float>(r);
    c.numbers = {s.logit_scale, s.gradient_scale, s.safe};
    c.rows = r.rows;
    c.columns = static_cast<std::uint32_t>(r.columns);
    c.warps = warps;
    return c;
}

}  // namespace actjet::device
