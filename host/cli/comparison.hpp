// How far results are from the reference.
#pragma once

#include <tests/reference/reference.hpp>

#include <cstddef>
#include <cstdint>

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

    comparison& operator+=(const comparison& other);
};

// Compares n results of a jet, given as patterns of Format, with the function at these parameters. A NaN input is
// answered with the canonical NaN by right, and with an infinite error by anything else.
template <class Format>
comparison compare(reference::function exact, const double* parameters, std::size_t n, const typename Format::bits* x,
                   const typename Format::bits* value, const typename Format::bits* derivative);

}  // namespace actjet::tool
