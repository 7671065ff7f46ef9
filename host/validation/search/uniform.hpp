// Random numbers, the same ones in every run.
#pragma once

#include "../digests/hash.hpp"

#include <cstddef>
#include <vector>

namespace actjet::validation {

class uniform {
  public:
    // In [0, 1).
    double next() { return static_cast<double>(next_bits() >> 11) * 0x1p-53; }
    std::uint64_t next_bits() { return mix64(++state_ * 0x9e3779b97f4a7c15u); }
    // Less than n, which is not 0.
    std::uint64_t below(std::uint64_t n) { return next_bits() % n; }

    template <class T>
    const T& of(const std::vector<T>& choice) {
        return choice[below(choice.size())];
    }

  private:
    std::uint64_t state_ = 0;
};

}  // namespace actjet::validation
