// How a call deals with memory that the caches do not hold.
#pragma once

#include "../request.hpp"
#include "instruction_set.hpp"

namespace actjet::host {

// What lets the float32 results of this request come soonest. prepared is as for a kernel.
memory_access best_access(const instruction_set& isa, const request& r, const void* prepared);

}  // namespace actjet::host
