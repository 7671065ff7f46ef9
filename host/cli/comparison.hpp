// How far results are from the reference.
#pragma once

#include <tests/reference/reference.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace actjet::tool {

// The worst result, as patterns of its format. Of equally wrong ones it is that of the least input pattern, so that it
// does not depend on the threads.
struct extreme {
    double ulp = -1;  // negative: nothing was seen
    std::uint64_t input = 0, result = 0;
    long double exact = 0;
};

struct tally {
    extreme worst;
    std::uint64_t above_half = 0, above_one = 0, above_two = 0;  // errors in ULP
    std::uint64_t misrounded = 0;  // other than the nearest number; counted for the 16-bit formats only

    tally& operator+=(const tally& other);
};

struct comparison {
    std::uint64_t inputs = 0;
    tally value, derivative;
    std::uint64_t digest = 0;  // of the results, as actjet digest defines it for the mode jet

    comparison& operator+=(const comparison& other);
};

// What results are compared with: a function at its parameters, and the errors that it may have, in ULP. Every error
// that is near a bound, or might be above it, is measured by MPFR, so that a verdict rests on no other arithmetic.
struct standard {
    const reference::activation& function;
    std::vector<double> parameters;
    double value_bound, derivative_bound;
    bool estimated = true;  // cases of float32 that an estimate in double decides are left to it: the same, sooner
};

// Compares n results of a jet, given as patterns of Format. A NaN input is answered with the canonical NaN by right,
// and with an infinite error by anything else. The worst are looked for among those of known too: the worse these are,
// the quicker are the others passed over. One of value and derivative may be null: it is not looked at then, and there
// is no digest. Where errors are not null they get the error of each result.
template <class Format>
comparison compare(const standard& exact, const comparison& known, std::size_t n, const typename Format::bits* x,
                   const typename Format::bits* value, const typename Format::bits* derivative,
                   double* value_errors = nullptr, double* derivative_errors = nullptr);

}  // namespace actjet::tool
