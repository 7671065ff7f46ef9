// float64 on the CPU: one element at a time, with the C library's functions.
#pragma once

#include "../api/request.hpp"

namespace actjet::host {

// Elements begin to end of a float64 request.
void run_float64(const request& r, std::size_t begin, std::size_t end);

}  // namespace actjet::host
