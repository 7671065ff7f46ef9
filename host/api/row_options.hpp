// What of a call concerns passes over rows.
#pragma once

#include "request.hpp"

namespace actjet::host {

// Refuses numbers out of range, and operands that are missing for what is asked. Of a pass over rows.
void check_row_options(const request& r);

}  // namespace actjet::host
