// Calls over rows on the CPU: softmax and its relatives.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"

namespace actjet::host {

// All of a request.
void run_rows(const instruction_set& isa, const request& r);
void run_rows_float64(const request& r);

}  // namespace actjet::host
