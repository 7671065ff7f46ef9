// Philox4x32-10, a generator without a state: 128 bits of a counter and 64 of a key give 128 random bits.
// Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011.
#pragma once

#include <actjet/core/number.hpp>

#include <cstdint>

namespace actjet::core {

struct philox_block {
    std::uint32_t words[4];
};

ACTJET_HD constexpr philox_block philox4x32(philox_block counter, std::uint32_t key0, std::uint32_t key1) {
    std::uint32_t(&c)[4] = counter.words;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xd2511f53u} * c[0], third = std::uint64_t{0xcd9e8d57u} * c[2];
        const std::uint32_t c1 = c[1], c3 = c[3];
        c[0] = static_cast<std::uint32_t>(third >> 32) ^ c1 ^ key0;
        c[1] = static_cast<std::uint32_t>(third);
        c[2] = static_cast<std::uint32_t>(first >> 32) ^ c3 ^ key1;
        c[3] = static_cast<std::uint32_t>(first);
        key0 += 0x9e3779b9u;
        key1 += 0xbb67ae85u;
    }
    return counter;
}

}  // namespace actjet::core
