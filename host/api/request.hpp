// A call that has been checked, as the places take it.
#pragma once

#include <actjet/actjet.h>
#include <actjet/core/activation.hpp>

#include <cstddef>

namespace actjet::host {

struct request {
    actjet_activation activation;
    actjet_mode mode;
    actjet_dtype dtype;
    std::size_t n;             // elements, not 0
    const void* inputs[2];     // x; or x, dy
    void* outputs[2];          // y; y, dydx; or dx
    const double* parameters;  // in the catalogue's order and valid; null for the defaults
    void* stream;
    bool check_pointers;  // ask the driver where they point to
    gradient rule;
};

// Checks everything that can be told without the place: numbers, sizes, null and alignment of pointers, overlap and
// parameters. Throws failure. n may be 0 in the result, and then nothing else was looked at but the numbers.
request checked(const actjet_call& call);

std::size_t element_size(actjet_dtype dtype);

}  // namespace actjet::host
