// Errors in units in the last place, and correctly rounded conversion from long double, for the element types.
//
// The unit at an exact value e is the spacing of the format's numbers in the binade of e: 2^(floor(log2 |e|) -
// mantissa_bits), never below the spacing of the denormal numbers, and never above that of the uppermost binade.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

namespace actjet::reference {

// An IEEE binary interchange format. canonical_nan is the pattern that the library returns for every NaN.
template <int MantissaBits, int ExponentBits, class Bits, Bits CanonicalNan>
struct format {
    using bits = Bits;
    static constexpr int mantissa_bits = MantissaBits;
    static constexpr int maximal_exponent = (1 << (ExponentBits - 1)) - 1;
    static constexpr int minimal_exponent = 1 - maximal_exponent;  // of the normal numbers
    static constexpr bits infinity = ((bits{1} << ExponentBits) - 1) << MantissaBits;
    static constexpr bits sign = bits{1} << (MantissaBits + ExponentBits);
    static constexpr bits canonical_nan = CanonicalNan;

    // The least magnitude that rounds to infinity: half a unit above the greatest number (the tie goes to even).
    static long double overflow() { return std::ldexp(2.0L - std::ldexp(1.0L, -mantissa_bits - 1), maximal_exponent); }
};

using float32 = format<23, 8, std::uint32_t, 0x7fffffff>;
using float64 = format<52, 11, std::uint64_t, 0x7ff8000000000000>;
using float16 = format<10, 5, std::uint16_t, 0x7fff>;
using bfloat16 = format<7, 8, std::uint16_t, 0x7fff>;

// The number that a pattern stands for.
template <class Format>
long double decode(typename Format::bits pattern) {
    constexpr auto implicit_one = std::uint64_t{1} << Format::mantissa_bits;
    const std::uint64_t magnitude = pattern & static_cast<typename Format::bits>(~Format::sign);
    const std::uint64_t mantissa = magnitude & (implicit_one - 1);
    const int field = static_cast<int>(magnitude >> Format::mantissa_bits);
    long double result = 0;
    if (magnitude > Format::infinity) {
        result = std::numeric_limits<long double>::quiet_NaN();
    } else if (magnitude == Format::infinity) {
        result = std::numeric_limits<long double>::infinity();
    } else if (field == 0) {
        result = std::ldexp(static_cast<long double>(mantissa), Format::minimal_exponent - Format::mantissa_bits);
    } else {
        result = std::ldexp(static_cast<long double>(mantissa | implicit_one),
                            field - 1 + Format::minimal_exponent - Format::mantissa_bits);
    }
    return (pattern & Format::sign) != 0 ? -result : result;
}

// The pattern of the number nearest to exact, ties to even, in one rounding. NaN gives the canonical NaN.
template <class Format>
typename Format::bits round_to(long double exact) {
    using bits = typename Format::bits;
    if (std::isnan(exact)) {
        return Format::canonical_nan;
    }
    const bits sign = std::signbit(exact) ? Format::sign : bits{0};
    const long double magnitude = std::fabs(exact);
    if (magnitude >= Format::overflow()) {
        return sign | Format::infinity;
    }
    if (magnitude == 0) {
        return sign;
    }
    const int exponent = std::max(std::ilogb(magnitude), Format::minimal_exponent);
    // A whole number of units, in which the implicit one counts as one step of the exponent field; a carry out of the
    // mantissa is another.
    const auto units =
        static_cast<std::uint64_t>(std::nearbyint(std::ldexp(magnitude, Format::mantissa_bits - exponent)));
    const auto binades = static_cast<std::uint64_t>(exponent - Format::minimal_exponent);
    return static_cast<bits>(sign | (units + (binades << Format::mantissa_bits)));
}

// One unit in the last place at a finite exact value.
template <class Format>
long double unit_at(long double exact) {
    if constexpr (std::same_as<Format, float64>) {
        const int exponent = exact == 0 ? Format::minimal_exponent : std::ilogb(exact);
        return std::ldexp(
            1.0L, std::clamp(exponent, Format::minimal_exponent, Format::maximal_exponent) - Format::mantissa_bits);
    } else {
        // ilogb and ldexp on long double take 40 ns here, which an exhaustive run would feel. A double truncated
        // toward zero has the same exponent, and doubles reach far beyond these formats at both ends.
        const long double magnitude = std::fabs(exact);
        auto pattern = std::bit_cast<std::uint64_t>(static_cast<double>(magnitude));
        pattern -= std::bit_cast<double>(pattern) > magnitude ? 1 : 0;
        const int exponent =
            std::clamp(static_cast<int>(pattern >> 52) - 1023, Format::minimal_exponent, Format::maximal_exponent);
        return std::bit_cast<double>(static_cast<std::uint64_t>(exponent - Format::mantissa_bits + 1023) << 52);
    }
}

// |got - exact| in units in the last place. An infinity is right where exact rounds to it, and then the error is 0; any
// other infinity, any NaN, and a finite result for an infinite exact value, are infinitely wrong. Signs of zeros are
// not looked at.
template <class Format>
double error_in_units(long double got, long double exact) {
    const bool overflows = std::fabs(exact) >= Format::overflow();
    if (std::isinf(got) && overflows && std::signbit(got) == std::signbit(exact)) {
        return 0;
    }
    if (!std::isfinite(got) || !std::isfinite(exact)) {
        return std::numeric_limits<double>::infinity();
    }
    return static_cast<double>(std::fabs(got - exact) / unit_at<Format>(exact));
}

inline double ulp_error(float got, long double exact) {
    return error_in_units<float32>(got, exact);
}

// The error of a float16 or bfloat16 given as its pattern.
template <class Format>
double ulp_error(typename Format::bits got, long double exact) {
    return error_in_units<Format>(decode<Format>(got), exact);
}

}  // namespace actjet::reference
