// What the tool holds results against.
#pragma once

#include "comparison.hpp"
#include "gradient.hpp"

#include <actjet/actjet.hpp>

#include <optional>

namespace actjet::validation {

// The reference for an activation with its parameters as the computation uses them, and the bound, or the contract's
// bounds where there is none. Signs are not looked at.
standard standard_of(const any_activation& activation, actjet_dtype dtype, std::optional<double> bound);
// The same for gradients, and for their signs; of_value: for the products with f(gate) of gated passes.
gradient_standard gradient_standard_of(const any_activation& activation, actjet_dtype dtype,
                                       std::optional<double> bound, bool of_value = false);

// The signs that are judged in somebody's results.
judged_signs signs_of(const any_activation& activation);

}  // namespace actjet::validation
