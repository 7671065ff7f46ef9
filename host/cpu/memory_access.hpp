// Whether to write results past the caches.
#pragma once

#include "../request.hpp"
#include "instruction_set.hpp"

namespace actjet::host {

// True if the float32 results of this request come sooner when they are not fetched into the caches before they are
// written. prepared is as for a kernel.
bool worth_streaming(const instruction_set& isa, const request& r, const void* prepared, int threads);

}  // namespace actjet::host
