// How far results are from the reference.
#pragma once

#include "tally.hpp"

#include <tests/reference/reference.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace actjet::validation {

struct comparison {
    std::uint64_t inputs = 0;
    tally value, derivative;
    std::uint64_t digest = 0;  // of the results, as actjet digest defines it for pass jet

    comparison& operator+=(const comparison& other);
};

// Which wrong signs are counted. That of an exact zero is a convention (docs/conventions.md), made for default
// parameters.
enum class judged_signs { none, of_nonzero, of_all };
bool has_wrong_sign(long double got, long double truth, judged_signs judged);

// What results are compared with: a function at its parameters, and the errors that it may have, in ULP. Every error
// that is near a bound, or might be above it, is measured by MPFR, so that a verdict rests on no other arithmetic.
struct standard {
    const reference::activation& function;
    std::vector<double> parameters;
    double value_bound, derivative_bound;
    bool estimated = true;  // cases of float32 that an estimate in double decides are left to it: the same, sooner
    judged_signs signs = judged_signs::none;
};

// Compares n results of a jet, given as patterns of Format. A NaN input is answered with the canonical NaN by right,
// and with an infinite error by anything else. The worst finite errors are looked for among those of known too: the
// worse these are, the quicker are the others passed over. One of value and derivative may be null: it is not looked at
// then, and there is no digest. Where errors are not null they get the error of each result.
template <class Format>
comparison compare(const standard& exact, const comparison& known, std::size_t n, const typename Format::bits* x,
                   const typename Format::bits* value, const typename Format::bits* derivative,
                   double* value_errors = nullptr, double* derivative_errors = nullptr);

}  // namespace actjet::validation
