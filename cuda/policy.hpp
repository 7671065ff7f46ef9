// With what numbers the kernels run, per architecture. Nothing but speed depends on them: results do not, and host and
// device need not agree on any but block_size.
#pragma once

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
};

// compute_capability is 10 * major + minor.
constexpr policy policy_for(int compute_capability) {
    policy p{256, 16, 1};
    if (compute_capability >= 80) {
        p.loads_in_flight = 2;
    }
    return p;
}

// Groups of bytes_per_access that a thread takes of each array at a time.
constexpr int accesses_per_array(const policy& p, int inputs) {
    return p.loads_in_flight > inputs ? p.loads_in_flight / inputs : 1;
}

}  // namespace actjet::device
