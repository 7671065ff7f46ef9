// How many blocks run a call, and of how many threads.
#pragma once

#include <actjet/cuda/policy.hpp>
#include <actjet/cuda/tiling.hpp>

#include <algorithm>

namespace actjet::device {

struct geometry {
    tiling tiles;
    unsigned grid_size, block_size;
};

// Blocks for every tile to be somebody's first, as far as a launch may have as many. Beyond, and where the device's
// code takes smaller tiles than the host's policy says, threads go on to further tiles.
inline geometry geometry_of(const tiling& tiles, const policy& p, int inputs) {
    const std::size_t groups_per_block = static_cast<std::size_t>(p.block_size) * accesses_per_array(p, inputs);
    const std::size_t blocks = (tiles.groups - 1) / groups_per_block + 1;
    return {tiles, static_cast<unsigned>(std::min<std::size_t>(blocks, 0x7fffffff)),
            static_cast<unsigned>(p.block_size)};
}

}  // namespace actjet::device
