// Calls on views on the CPU: operands with strides, of several types, repeated or left out, and sums.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"

namespace actjet::host {

// All of a request. prepared is as for a kernel, and not used for float64.
void run_views(const instruction_set& isa, const request& r, const void* prepared);
void run_views_float64(const request& r);

}  // namespace actjet::host
