// A quick reference: the formulas in double on packs, good enough to decide all but the close cases, which are then
// left to reference.hpp and exact.hpp.
//
// A float32 unit in the last place is 2^29 of double's, so that the estimates below are within a few millionths of a
// unit. screen_test.cpp certifies their bound against exact.hpp, with a margin of eight.
#pragma once

#include "reference.hpp"

#include <cstddef>
#include <cstdint>

namespace actjet::reference {

// The error of an estimated value is at most this share of the value, that of a derivative this share of its terms, in
// both cases unless the exact result is below 2^-160.
inline constexpr double screen_tolerance = 0x1p-41;
inline constexpr std::size_t screen_block = 512;

// What is known of the errors of a block of results, in float32 units in the last place.
struct screened_errors {
    // The error lies between low and high; high is infinite where nothing is known.
    alignas(32) double low[screen_block], high[screen_block];
    double highest;      // of the finite ones of high; negative if none is
    std::size_t leader;  // where that is
};

struct error_counts {
    std::uint64_t above_half = 0, above_one = 0, above_two = 0;
};

// Works on whole blocks.
struct screen {
    // terms: the sum of the magnitudes of what the derivative is a sum of. NaN where x is not finite.
    void (*evaluate)(const double* parameters, const float* x, double* value, double* derivative, double* terms);

    // The errors of results, where estimates are off by at most tolerance times the magnitude of scale.
    void (*measure)(const float* results, const double* estimates, const double* scales, double tolerance,
                    screened_errors& errors);

    // Counts the errors of which it is certain on which side of 1/2, 1 and 2 they lie, and that they do not exceed
    // worst. Writes the indices of the others, in order, and returns how many these are. An error that is known without
    // doubt and equals worst, but for a rounding error, does not exceed it if ties_are_lower.
    std::size_t (*count)(const screened_errors& errors, double worst, bool ties_are_lower, error_counts& counts,
                         std::uint16_t* undecided);

    bool value_is_exact, derivative_is_exact;  // at parameters that float32 holds
};

// nullptr where the processor lacks AVX2, or the build had no vector mathematics library.
const screen* find_screen(const activation& a);

}  // namespace actjet::reference
