// Which kernels run a request over rows.
#include "launch.hpp"
#include "row_shard.hpp"

#include <actjet/core/row_sum.hpp>

namespace actjet::device {
namespace {

// Whether an operand lies as rows that are held must: of the type of all, its columns side by side.
bool lies_well(const host::array& a, const host::request& r) {
    return a.dtype == r.operands[0].dtype && (a.column_stride == 1 || r.columns == 1) &&
           (a.row_stride == 0 || a.rows == r.rows);
}

// Whether registers may hold the rows: nothing but what must be given, and log_sum, which may lie anywhere.
bool held(const host::request& r) {
    if (r.target == ACTJET_FLOAT64 || r.accumulate || r.of_rows.soft_cap != 0 || r.of_rows.causal_rows != 0 ||
        r.columns > std::uint64_t{core::row_chunk} * most_warps) {
        return false;
    }
    for (std::size_t k = 0; k < r.pass->operands.size(); ++k) {
        const passes::operand& o = r.pass->operands[k];
        const bool log_sum = o.is == passes::role::output && o.of == passes::extent::per_row && !o.accumulates;
        if (r.operands[k] && !log_sum && (o.optional || !lies_well(r.operands[k], r))) {
            return false;
        }
    }
    return true;
}

}  // namespace

cudaError_t launch_rows(const host::request& r, cudaStream_t stream) {
    if (r.target == ACTJET_FLOAT64) {
        return view_row_shard<double>::launch(r, stream);
    }
    if (!held(r)) {
        return view_row_shard<float>::launch(r, stream);
    }
    const actjet_dtype dtype = r.operands[0].dtype;
    return dtype == ACTJET_FLOAT16    ? held_row_shard<float16>::launch(r, stream)
           : dtype == ACTJET_BFLOAT16 ? held_row_shard<bfloat16>::launch(r, stream)
                                      : held_row_shard<float>::launch(r, stream);
}

}  // namespace actjet::device
