// Patterns renumbered in the order of the numbers that they stand for, so that neighbours differ by one.
#pragma once

#include <tests/reference/ulp.hpp>

namespace actjet::validation {

template <class Format>
struct order {
    using bits = typename Format::bits;

    static bits rank(bits pattern) {
        return static_cast<bits>(pattern & Format::sign ? ~pattern : pattern | Format::sign);
    }
    static bits pattern(bits rank) { return static_cast<bits>(rank & Format::sign ? rank ^ Format::sign : ~rank); }
    static long double number(bits rank) { return reference::decode<Format>(pattern(rank)); }

    // The pattern so many numbers further up, or down.
    static bits moved(bits from, std::int64_t by) {
        return pattern(static_cast<bits>(rank(from) + static_cast<bits>(by)));
    }
};

}  // namespace actjet::validation
