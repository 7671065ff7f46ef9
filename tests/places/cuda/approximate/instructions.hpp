// The instructions of a GPU's special function unit, and what each approximates.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace actjet::approximate {

// In the order of their names.
enum class instruction { ex2, ex2_ftz, lg2, lg2_ftz, rcp, rcp_ftz, rsqrt, rsqrt_ftz, tanh };

inline constexpr std::array<std::string_view, 9> names{
    "ex2.approx.f32",     "ex2.approx.ftz.f32", "lg2.approx.f32",       "lg2.approx.ftz.f32", "rcp.approx.f32",
    "rcp.approx.ftz.f32", "rsqrt.approx.f32",   "rsqrt.approx.ftz.f32", "tanh.approx.f32"};

constexpr std::string_view name_of(instruction what) {
    return names[static_cast<std::size_t>(what)];
}

// Throws std::invalid_argument for a name that is none.
instruction instruction_called(std::string_view name);

// Floats by their bits: first, first + step, ..., count of them, modulo 2^32.
struct inputs {
    std::uint32_t first, step, count;

    std::uint32_t operator[](std::uint32_t i) const { return first + i * step; }
    bool operator==(const inputs&) const = default;
};

// 2^x, log2(x), 1/x, 1/sqrt(x) or tanh(x), rounded to nearest, ties to even, as bits; denormal numbers are kept, and
// every NaN is 0x7fffffff.
std::uint32_t correctly_rounded(instruction what, std::uint32_t x);

// The same of many, on all processors.
std::vector<std::uint32_t> correctly_rounded(instruction what, const inputs& over);

}  // namespace actjet::approximate
