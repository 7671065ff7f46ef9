#pragma once

#include "refuse.hpp"
#include "request.hpp"

namespace actjet::host {

// Each throws failure if a call is wrong. Valid values, given by their number in the catalogue's order or by none.
void check_parameters(const request& r, const actjet_call& call);
// What is drawn can be drawn.
void check_randomness(const request& r);
// An operand for the parameter is one that the activation has.
void check_learned(const request& r);

}  // namespace actjet::host
