// The other operands of passes that multiply: what stands beside the argument of an activation.
#pragma once

#include "../digests/hash.hpp"

#include <tests/reference/ulp.hpp>

#include <cstdint>

namespace actjet::validation {

// Of the case of this number in the k-th array: of four numbers two have a magnitude in [1/4, 4), one is any pattern at
// all, NaNs and infinities among them, and one a special number: zeros, infinities, NaN, ones, and the ends of the
// denormal and normal numbers, of either sign.
template <class Format>
typename Format::bits factor_of_case(std::uint64_t number, int k) {
    using bits = typename Format::bits;
    const std::uint64_t random = mix64(mix64(number) + golden_step * static_cast<std::uint64_t>(k));
    const int exponent_bits = 8 * static_cast<int>(sizeof(bits)) - 1 - Format::mantissa_bits;
    const auto one = static_cast<bits>(std::uint64_t{Format::maximal_exponent} << Format::mantissa_bits);
    const bits special[] = {0,
                            1,
                            static_cast<bits>((bits{1} << Format::mantissa_bits) - 1),
                            static_cast<bits>(bits{1} << Format::mantissa_bits),
                            one,
                            static_cast<bits>(Format::infinity - 1),
                            Format::infinity,
                            Format::canonical_nan};
    switch (random & 3) {
        case 0:
            return static_cast<bits>(random >> 2);
        case 1:
            return static_cast<bits>(special[random >> 2 & 7] | (random >> 5 & 1 ? Format::sign : bits{0}));
        default:
            return static_cast<bits>(digest_companion(random, k, {Format::mantissa_bits, exponent_bits, false}));
    }
}

}  // namespace actjet::validation
