// What is kept of the errors of many results: how many exceed what, and the worst of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace actjet::validation {

// One result and its error, as patterns of its format.
struct extreme {
    double ulp = -1;   // negative: none
    double bound = 0;  // ULP
    std::uint64_t input = 0, result = 0;
    std::uint64_t dy = 0;  // of a gradient, or x of a gated value, else 0
    std::uint64_t x = 0;   // of a gate's gradient, else 0
    long double exact = 0;
};

// The ten worst of different cases: those furthest above their bounds, or nearest below. Of equally wrong ones it is
// those of the least input patterns, so that they do not depend on the threads.
class worst_cases {
  public:
    void insert(const extreme& candidate);
    void insert(const worst_cases& others);

    // The worst comes first.
    std::span<const extreme> all() const { return {cases_.data(), count_}; }
    // What a case must be worse than to be kept; none while there is room.
    extreme gate() const { return count_ < cases_.size() ? extreme{} : cases_.back(); }

  private:
    std::array<extreme, 10> cases_;
    std::size_t count_ = 0;
};

// Results that no distance describes, and some of them.
struct wrong_results {
    std::uint64_t count = 0;
    worst_cases some;

    void see(const extreme& one);
    wrong_results& operator+=(const wrong_results& other);
};

struct tally {
    worst_cases finite;  // with finite errors
    // With infinite errors: one of result and exact value is NaN, or is infinite and the other rounds to something
    // else.
    wrong_results wrong_nan, wrong_infinity;
    // Finite ones with another sign than the exact value's, which zeros have too, as far as a standard has signs
    // judged.
    wrong_results wrong_sign;
    std::uint64_t above_half = 0, above_one = 0, above_two = 0;  // errors in ULP
    double largest = 0;            // of these, of products whose factors have all their digits
    std::uint64_t misrounded = 0;  // other than the nearest number; counted for the 16-bit formats only

    void count(double ulp);
    // Keeps a case where its error is among the worst; wrong_nan and wrong_infinity count it where it is infinite.
    void keep(const extreme& candidate, bool is_of_nan);
    // An infinitely wrong one if there is any; a negative ulp says that nothing was seen.
    extreme worst() const;
    // No error is above its bound, and nothing is wrong that has no distance.
    bool within_bounds() const;

    tally& operator+=(const tally& other);
};

}  // namespace actjet::validation
