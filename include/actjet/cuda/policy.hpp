// With what numbers the kernels run, per architecture. Nothing but speed depends on them: results do not, and host and
// device need not agree on any but block_size.
#pragma once

#include <cstddef>

namespace actjet::device {

struct policy {
    // Threads of a block: 256 let blocks of any register count up to 64 fill an SM, and retire in small steps. The same
    // on every architecture.
    int block_size;
    // Widest access that every architecture has.
    int bytes_per_access;
    // Accesses that a thread issues before it uses the first, over all its inputs. 2048 threads with one of 16 bytes
    // each keep 32 KB in flight per SM: enough for an A100 (16 KB) and an H100 (32), too little for an H200 (48) and a
    // B200 (64).
    int loads_in_flight;
    // Blocks that a multiprocessor shall hold at once, for which the compiler then leaves registers; 0 leaves it to the
    // compiler. Where one array is written they are all that fit, at 32 registers a thread: by itself it takes up to
    // 38. Where two are written they are 6, at 40 registers: it takes 48 and more for most 16-bit kernels, up to 71.
    int blocks = 0;
    int blocks_of_two_outputs = 0;  // elements of 4 bytes
    int blocks_of_two_16_bit_outputs = 0;
};

// compute_capability is 10 * major + minor.
constexpr policy policy_for(int compute_capability) {
    policy p{256, 16, 1, 8, 6, 6};
    if (compute_capability >= 80) {
        p.loads_in_flight = 2;
    }
    switch (compute_capability) {
        case 80:
        case 90:
            break;
        case 100:
        case 103:
            p.blocks_of_two_16_bit_outputs = 0;  // 6 spill registers, and with 4 it takes more than by itself
            break;
        default:  // 1024 threads for 7.5, 1536 for the others
            p.blocks = compute_capability == 75 ? 4 : 6;
            p.blocks_of_two_outputs = p.blocks_of_two_16_bit_outputs = 0;
            break;
    }
    return p;
}

// The blocks for a kernel. 1 for float64, which spills with any other number.
constexpr int resident_blocks(const policy& p, std::size_t element_size, int outputs) {
    if (element_size == 8) {
        return 1;
    }
    return outputs == 1 ? p.blocks : element_size == 4 ? p.blocks_of_two_outputs : p.blocks_of_two_16_bit_outputs;
}

// Groups of bytes_per_access that a thread takes of each array at a time.
constexpr int accesses_per_array(const policy& p, int inputs) {
    return p.loads_in_flight > inputs ? p.loads_in_flight / inputs : 1;
}

}  // namespace actjet::device
