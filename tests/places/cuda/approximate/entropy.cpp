#include "entropy.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace actjet::approximate {
namespace {

constexpr int bits = 15;
constexpr std::uint32_t total = 1 << bits, least_state = 1 << 23;
constexpr std::size_t header = 2 * 256 + 4;

using table = std::array<std::uint32_t, 256>;

// Of 2^15 in all, and none 0 that occurs.
table frequencies_of(const std::string& bytes) {
    table counts{}, frequencies{};
    for (const char byte : bytes) {
        ++counts[static_cast<unsigned char>(byte)];
    }
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < 256; ++i) {
        if (counts[i] > 0) {
            frequencies[i] = std::max<std::uint32_t>(1, std::uint64_t{counts[i]} * total / bytes.size());
            sum += frequencies[i];
        }
    }
    if (sum > 0) {
        *std::max_element(frequencies.begin(), frequencies.end()) += total - sum;
    }
    return frequencies;
}

table begins_of(const table& frequencies) {
    table begins{};
    for (std::size_t i = 1; i < 256; ++i) {
        begins[i] = begins[i - 1] + frequencies[i - 1];
    }
    return begins;
}

}  // namespace

std::string shorten(const std::string& bytes) {
    const table frequencies = frequencies_of(bytes), begins = begins_of(frequencies);
    // From the end to the beginning, so that they are read in their order.
    std::uint32_t state = least_state;
    std::string reversed;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const std::uint32_t frequency = frequencies[byte];
        for (; state >= (least_state >> bits << 8) * frequency; state >>= 8) {
            reversed += static_cast<char>(state & 0xff);
        }
        state = (state / frequency << bits) + state % frequency + begins[byte];
    }
    std::string coded;
    for (const std::uint32_t frequency : frequencies) {
        coded += static_cast<char>(frequency & 0xff);
        coded += static_cast<char>(frequency >> 8);
    }
    for (int shift = 0; shift < 32; shift += 8) {
        coded += static_cast<char>(state >> shift & 0xff);
    }
    return coded.append(reversed.rbegin(), reversed.rend());
}

std::string lengthen(const std::string& coded, std::size_t count) {
    const auto at = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(coded.at(i))}; };
    const auto require = [](bool holds) {
        if (!holds) {
            throw std::runtime_error("the codes of a record are damaged");
        }
    };
    require(coded.size() >= header);
    table frequencies{};
    std::vector<unsigned char> byte_of_slot;
    for (std::uint32_t i = 0; i < 256; ++i) {
        frequencies[i] = at(2 * i) | at(2 * i + 1) << 8;
        byte_of_slot.insert(byte_of_slot.end(), frequencies[i], static_cast<unsigned char>(i));
    }
    require(byte_of_slot.size() == (count > 0 ? total : 0));
    const table begins = begins_of(frequencies);
    std::size_t next = header;
    std::uint32_t state = at(next - 4) | at(next - 3) << 8 | at(next - 2) << 16 | at(next - 1) << 24;
    std::string bytes(count, '\0');
    for (char& byte : bytes) {
        const std::uint32_t slot = state % total, value = byte_of_slot[slot];
        byte = static_cast<char>(value);
        state = frequencies[value] * (state >> bits) + slot - begins[value];
        for (; state < least_state; state = state << 8 | at(next++)) {
            require(next < coded.size());
        }
    }
    require(next == coded.size() && state == least_state);
    return bytes;
}

}  // namespace actjet::approximate
