// Random numbers that are the same on every machine: std::mt19937's stream is fixed by the standard, the standard
// library's distributions and std::shuffle are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace digits {

class random_source {
  public:
    explicit random_source(std::uint32_t seed) : engine_(seed) {}

    // Uniform in [-1, 1), of 25 bits.
    double symmetric() { return static_cast<double>(engine_() >> 7) * 0x1p-24 - 1; }

    // Fisher and Yates's shuffle. The multiply-shift bias is below n / 2^32.
    void shuffle(std::vector<int>& items) {
        for (std::size_t i = items.size(); i > 1; --i) {
            const auto j = static_cast<std::size_t>((static_cast<std::uint64_t>(engine_() & 0xffffffffu) * i) >> 32);
            std::swap(items[i - 1], items[j]);
        }
    }

  private:
    std::mt19937 engine_;
};

}  // namespace digits
