// How a call is run: which of a formula's loops, and how they deal with memory that the caches do not hold.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"

namespace actjet::host {

struct tuning {
    std::size_t width = instruction_set::widths - 1;
    memory_access access = {};
};

// What lets the results of this request come soonest: they are the same with any tuning. prepared is as for a kernel.
tuning best_tuning(const instruction_set& isa, const request& r, const void* prepared);

}  // namespace actjet::host
