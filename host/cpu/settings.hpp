// What the environment asks of the CPU place.
//
// ACTJET_CPU_ISA: baseline, avx2 or avx512, the instruction set, one that this machine has. The default is the best.
// ACTJET_NUM_THREADS: 1 to 1024, the most threads of one call. The default is what threads.hpp says.
//
// Both are read once, on first use; an empty value counts as none.
#pragma once

#include "instruction_set.hpp"

#include <span>

namespace actjet::host {

inline constexpr int max_threads = 1024;

struct settings {
    const instruction_set* isa;  // null if ACTJET_CPU_ISA cannot be honoured
    int threads;                 // 0 if ACTJET_NUM_THREADS is not set
    bool threads_refused;        // ACTJET_NUM_THREADS cannot be honoured
    char refusal[256];           // why one cannot; empty if both can
};

const settings& cpu_settings();

// Those that this machine can run, from the least to the best.
std::span<const instruction_set* const> available_instruction_sets();

}  // namespace actjet::host
