// From the leaves of sums, which the kernels on views leave in the workspace, to the sums: the tree of core/sum.hpp, of
// which a block takes up to 32 items side by side, or one.
#include "launch.hpp"
#include "view_call.hpp"

#include <algorithm>

namespace actjet::device {
namespace {

constexpr unsigned threads = 1024;
constexpr int most_sums = [] {
    int most = 0;
    for (const passes::description& d : passes::descriptions) {
        most = std::max(most, d.sums);
    }
    return most;
}();

template <class Compute>
struct sum_of_items {
    const Compute* leaves;
    host::partial_sums shape;
    view_array result;
    bool down;
    std::uint64_t rows;  // of the call
};

template <class Compute>
struct sums_of_call {
    sum_of_items<Compute> sums[most_sums];
    unsigned lanes;  // items of a block
};

template <class Compute>
__device__ Compute outer_term(const sum_of_items<Compute>& s, std::uint64_t item, std::uint64_t m) {
    const Compute* leaves = s.leaves + item * s.shape.item_stride + m * s.shape.outer_stride;
    return s.shape.inner == 1 ? *leaves : core::sum_of_leaves(leaves, s.shape.inner);
}

template <class Compute>
__global__ void __launch_bounds__(threads) sum_leaves(const sums_of_call<Compute> c) {
    const sum_of_items<Compute>& s = c.sums[blockIdx.y];
    __shared__ Compute shared[threads];
    const unsigned lane = threadIdx.x % c.lanes, node = threadIdx.x / c.lanes, nodes = threads / c.lanes;
    for (std::uint64_t first = std::uint64_t{blockIdx.x} * c.lanes; first < s.shape.items;
         first += std::uint64_t{gridDim.x} * c.lanes) {
        const std::uint64_t item = first + lane;
        // Rows that repeat may end within their last round.
        const std::uint64_t outer = item >= s.shape.items ? 0
                                    : s.down              ? s.shape.outer
                                                          : (s.rows - item - 1) / s.shape.items + 1;
        core::sum_tree<Compute> tree;
        for (std::uint64_t round = 0; round < s.shape.outer; round += std::uint64_t{nodes} * core::sum_leaf) {
            const std::uint64_t begin = round + std::uint64_t{node} * core::sum_leaf;
            Compute sum = Compute(-0.0);
            for (std::uint64_t m = begin; m < begin + core::sum_leaf && m < outer; ++m) {
                sum = sum + outer_term(s, item, m);
            }
            // Of nodes the same, until one is left.
            for (unsigned count = nodes; count > 1; count /= core::sum_leaf) {
                __syncthreads();
                shared[threadIdx.x] = sum;
                __syncthreads();
                if (node < count / core::sum_leaf) {
                    sum = Compute(-0.0);
                    for (unsigned child = 0; child < core::sum_leaf; ++child) {
                        sum = sum + shared[(node * core::sum_leaf + child) * c.lanes + lane];
                    }
                }
            }
            tree.add(sum);
        }
        if (node == 0 && item < s.shape.items) {
            const Compute total = tree.total();
            store_result(s.result, s.down ? 0 : item, s.down ? item : 0, core::canonical_nan(total, total));
        }
    }
}

template <class Compute>
cudaError_t launch(const host::request& r, cudaStream_t stream) {
    sums_of_call<Compute> c{};
    unsigned count = 0;
    std::uint64_t items = 0;
    const auto* leaves = static_cast<const Compute*>(r.workspace);
    for (int k = 0; k < r.pass->sums; ++k) {
        if (const host::array& sum = r.sum_operands()[k]) {
            const host::partial_sums shape = host::partial_sums_of(r, sum);
            c.sums[count++] = {leaves, shape, view_of(sum, sum.rows, r.accumulate),
                               r.sums == host::direction::down_columns, r.rows};
            items = std::max(items, shape.items);
            leaves += shape.count;
        }
    }
    c.lanes = items < core::sum_leaf ? 1 : core::sum_leaf;
    const auto blocks = static_cast<unsigned>(std::min<std::uint64_t>((items - 1) / c.lanes + 1, 0x7fffffff));
    void* arguments[] = {&c};
    return cudaLaunchKernel(reinterpret_cast<const void*>(&sum_leaves<Compute>), dim3(blocks, count), dim3(threads),
                            arguments, 0, stream);
}

}  // namespace

cudaError_t launch_sums(const host::request& r, cudaStream_t stream) {
    if (r.sums == host::direction::none) {
        return cudaSuccess;
    }
    return r.target == ACTJET_FLOAT64 ? launch<double>(r, stream) : launch<float>(r, stream);
}

}  // namespace actjet::device
