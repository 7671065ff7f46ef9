// The CPU place's threads.
#pragma once

#include "cpu_mask.hpp"

#include <cstddef>

namespace actjet::host {

// One piece of a call's work.
using piece = void (*)(const void* context, std::size_t index);

// Runs run(context, i) for each i in [0, count) and returns when all have returned, on the calling thread and on up to
// threads - 1 of the pool's, which are started when first needed and run on the given CPUs. run throws nothing.
//
// One call at a time has the pool: one that finds it taken runs on its own thread alone, and so does one in a process
// that is exiting. A forked child starts threads of its own.
void run_pieces(int threads, const cpu_mask& cpus, std::size_t count, piece run, const void* context);

}  // namespace actjet::host
