// The activations and their derivatives in long double: what every place is measured against.
//
// Written from the mathematics alone, without a look at the library's formulas. On x86 long double has 64 bits of
// mantissa; the forms below lose none of them in the tails, and near a zero of the derivative they keep an absolute
// error of about 1e-19. Measured in float32 units in the last place that is at most 1e-9 for the value and 1e-4 for the
// derivative, which reference_test.cpp certifies against exact.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace actjet::reference {

struct jet {
    long double value;
    long double derivative;
};

// x may be anything that float32 or float64 holds: infinities give the limit, NaN gives NaN, and -0 is told from +0.
// Parameters are in the order of the catalogue, already rounded to the type under test.
using function = jet (*)(long double x, const double* parameters);

struct activation {
    std::string_view name;
    std::size_t parameter_count;
    function evaluate;
};

// All activations, in the order of actjet_activation.
std::span<const activation> activations();

// nullptr if there is none of that name.
function find(std::string_view name);

// Throws std::invalid_argument for an unknown name or a wrong number of parameters.
jet evaluate(std::string_view name, long double x, std::span<const double> parameters);

}  // namespace actjet::reference
