// Parameters that are likely to show an error.
#pragma once

#include "uniform.hpp"

#include <actjet/actjet.hpp>

#include <cstddef>
#include <vector>

namespace actjet::validation {

using parameter_set = std::vector<double>;  // in the order of the catalogue

any_activation with_parameters(const any_activation& activation, const parameter_set& values);

// About count sets that the library accepts for this dtype, each as numbers that the computation uses as they are, and
// always the same ones: the defaults first; values of the literature; the ends of every interval, and of the dtype's
// numbers; powers of two; neighbours of all these; random numbers over all exponents and over those about 1. Of several
// parameters each takes its values in turn, and the others do so at random, or are near the first or its negative. The
// intervals are those of the catalogue. An activation without parameters has one set, which is empty.
std::vector<parameter_set> parameter_sets(const any_activation& activation, actjet_dtype dtype, std::size_t count);

// A set near this one: every number moved by a few units in the last place, or given another fraction. It need not be
// valid.
parameter_set varied(const parameter_set& values, actjet_dtype dtype, uniform& random);

// Whether the library accepts them.
bool is_accepted(const any_activation& activation, actjet_dtype dtype);

}  // namespace actjet::validation
