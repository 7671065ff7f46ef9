#include "sha256.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace digits {
namespace {

constexpr std::size_t block_bytes = 64;
constexpr int rounds = 64;

// The first 32 bits of what the square or cube roots of the first primes have behind the point: the integer part of
// root(p) 2^32, without what stands before the point.
consteval std::uint32_t root_bits(std::uint64_t prime, int degree) {
    __extension__ using wide = unsigned __int128;
    // The greatest r of at most 36 bits with r^degree <= prime 2^(32 degree): a square has up to 72 bits, a cube 108.
    std::uint64_t r = 0;
    for (int bit = 36; bit >= 0; --bit) {
        const std::uint64_t candidate = r | std::uint64_t{1} << bit;
        const wide square = static_cast<wide>(candidate) * candidate;
        const wide power = degree == 2 ? square : square * candidate;
        if (power <= static_cast<wide>(prime) << (32 * degree)) {
            r = candidate;
        }
    }
    return static_cast<std::uint32_t>(r);
}

template <int Count>
consteval std::array<std::uint32_t, Count> roots_of_primes(int degree) {
    std::array<std::uint32_t, Count> bits{};
    std::uint64_t candidate = 2;
    for (auto& b : bits) {
        const auto is_prime = [](std::uint64_t n) {
            for (std::uint64_t divisor = 2; divisor * divisor <= n; ++divisor) {
                if (n % divisor == 0) {
                    return false;
                }
            }
            return true;
        };
        while (!is_prime(candidate)) {
            ++candidate;
        }
        b = root_bits(candidate++, degree);
    }
    return bits;
}

using state = std::array<std::uint32_t, 8>;
constexpr state initial = roots_of_primes<8>(2);
constexpr auto constants = roots_of_primes<rounds>(3);

void absorb(state& s, const std::byte* block) {
    std::array<std::uint32_t, rounds> w{};
    for (std::size_t t = 0; t < 16; ++t) {
        for (std::size_t i = 0; i < 4; ++i) {
            w[t] = w[t] << 8 | std::to_integer<std::uint32_t>(block[4 * t + i]);
        }
    }
    for (std::size_t t = 16; t < rounds; ++t) {
        const std::uint32_t a = w[t - 15], b = w[t - 2];
        w[t] = w[t - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[t - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
    }
    auto [a, b, c, d, e, f, g, h] = s;
    for (std::size_t t = 0; t < rounds; ++t) {
        const std::uint32_t first =
            h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + constants[t] + w[t];
        const std::uint32_t second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    const state after{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < s.size(); ++i) {
        s[i] += after[i];
    }
}

}  // namespace

std::string sha256(std::span<const std::byte> message) {
    // One bit, then zeros up to a whole number of blocks, whose last 8 bytes are the number of bits.
    std::vector<std::byte> padded(message.begin(), message.end());
    padded.push_back(std::byte{0x80});
    padded.resize((padded.size() + 8 + block_bytes - 1) / block_bytes * block_bytes);
    std::uint64_t bits = std::uint64_t{message.size()} * 8;
    for (std::size_t i = 1; i <= 8; ++i, bits >>= 8) {
        padded[padded.size() - i] = static_cast<std::byte>(bits);
    }
    state s = initial;
    for (std::size_t at = 0; at < padded.size(); at += block_bytes) {
        absorb(s, padded.data() + at);
    }
    std::string text;
    for (const std::uint32_t word : s) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            text += "0123456789abcdef"[word >> shift & 15];
        }
    }
    return text;
}

}  // namespace digits
