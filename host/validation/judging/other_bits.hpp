// Where somebody's results have other bits than the library's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace actjet::validation {

struct other_bits {
    std::uint64_t count = 0;
    // The first of them, as patterns; dy is that of a gradient, else 0.
    std::uint64_t input = 0, dy = 0, result = 0, own = 0;

    // Looks at n results in their order; dys may be null.
    template <class Bits>
    void see(std::size_t n, const Bits* x, const Bits* dys, const Bits* results, const Bits* own_results) {
        for (std::size_t i = 0; i < n; ++i) {
            if (results[i] != own_results[i] && count++ == 0) {
                input = x[i];
                dy = dys ? dys[i] : 0;
                result = results[i];
                own = own_results[i];
            }
        }
    }
};

}  // namespace actjet::validation
