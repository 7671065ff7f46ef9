// The threads that share a row: some lanes of a warp, a warp, or the warps of a block. What they find of a row together
// each of them gets to know.
#pragma once

#include <actjet/core/row_sum.hpp>

namespace actjet::device {

inline constexpr unsigned all_lanes = 0xffffffffu, warp_size = 32;

template <class Compute>
struct row_memory {
    Compute largest[warp_size], sums[warp_size];
    std::uint64_t counts[warp_size];
};

// Lanes: of one warp, 2^k. With 32 of them warps may be several.
template <class Compute, int Lanes>
struct row_team {
    row_memory<Compute>& shared;
    unsigned lane, warp, warps;

    __device__ void wait() const {
        if (warps > 1) {
            __syncthreads();
        } else {
            __syncwarp();
        }
    }

    __device__ Compute largest(Compute x) const {
        x = over_lanes<Lanes>(x, [](Compute a, Compute b) { return fmax(a, b); });
        if (warps > 1) {
            if (lane == 0) {
                shared.largest[warp] = x;
            }
            __syncthreads();
            x = shared.largest[lane < warps ? lane : 0];
            x = over_lanes<warp_size>(x, [](Compute a, Compute b) { return fmax(a, b); });
        }
        return x;
    }

    template <class Count>
    __device__ Count count(Count n) const {
        const auto add = [](Count a, Count b) { return a + b; };
        n = over_lanes<Lanes>(n, add);
        if (warps > 1) {
            __syncthreads();
            if (lane == 0) {
                shared.counts[warp] = n;
            }
            __syncthreads();
            n = over_lanes<warp_size>(lane < warps ? static_cast<Count>(shared.counts[lane]) : Count(0), add);
        }
        return n;
    }

    // The end of the fold of a chunk, of which each lane has folded its own columns.
    __device__ Compute fold_lanes(Compute sum) const {
        return over_lanes<Lanes>(sum, [](Compute a, Compute b) { return a + b; });
    }

    // The fold of a block's chunks. Chunk i of it is chunk_sum(i), in the warp whose turn it is.
    template <class F>
    __device__ Compute fold_chunks(const F& chunk_sum) const {
        if (warps == 1) {
            return chunk_sum(0);
        }
        __syncthreads();
        for (unsigned i = warp; i < warp_size; i += warps) {
            const Compute sum = chunk_sum(i);
            if (lane == 0) {
                shared.sums[i] = sum;
            }
        }
        __syncthreads();
        return over_lanes<warp_size>(shared.sums[lane], [](Compute a, Compute b) { return a + b; });
    }

  private:
    // In each lane what all of them come to. + and the maximum give the same bits in either order.
    template <int Width, class T, class F>
    static __device__ T over_lanes(T x, const F& combine) {
#pragma unroll
        for (int apart = Width / 2; apart > 0; apart /= 2) {
            x = combine(x, __shfl_xor_sync(all_lanes, x, apart));
        }
        return x;
    }
};

}  // namespace actjet::device
