// From a request on views to its launches.
#pragma once

#include "../host/api/request.hpp"
#include "build.hpp"
#include "views.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <array>

namespace actjet::device {

inline constexpr unsigned view_block_size = 256;

// As many blocks as there are tiles for, as far as a launch may have as many.
inline unsigned view_grid(std::uint64_t tiles) {
    return static_cast<unsigned>(std::min<std::uint64_t>((tiles - 1) / view_block_size + 1, 0x7fffffff));
}

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

// Enqueues the elements of a request and its sums up to the leaves. Returns what the launch returned.
using view_launcher = cudaError_t (*)(const host::request&, cudaStream_t);

// As shard, of the kernels on views. Null where a pass is not offered, or where the kernel for float32 does.
template <class Element, int Part, int Parts>
struct view_shard {
    static view_launcher find(std::size_t row, std::size_t pass);
};

// Enqueues what makes of the leaves the sums. Nothing, where there are none.
cudaError_t launch_sums(const host::request& r, cudaStream_t stream);

}  // namespace actjet::device
