// The 16-bit formats: as storage, and their conversions, the same bits on host and device.
//
// Elements of 16 bits are computed in float: widened exactly, and rounded once, to nearest even. A NaN becomes the
// canonical one of NVIDIA's conversions, 0x7fff in both formats, whatever its sign and payload were.
//
// The host's conversions are integer arithmetic, so that the caller's denormal flags change nothing.
#pragma once

#include <actjet/core/number.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <actjet/core/guard_begin.hpp>

namespace actjet {

// IEEE 754 binary16. From float, to the nearest, of two the even one; from double, round to float first on purpose. To
// float, exactly. On the host both are constant expressions.
struct float16 {
    std::uint16_t bits;

    float16() = default;
    template <std::same_as<float> Float>
    explicit ACTJET_HD constexpr float16(Float nearest);
    static ACTJET_HD constexpr float16 from_bits(std::uint16_t bits);
    explicit ACTJET_HD constexpr operator float() const;
};

// The upper half of a binary32, with the same conversions.
struct bfloat16 {
    std::uint16_t bits;

    bfloat16() = default;
    template <std::same_as<float> Float>
    explicit ACTJET_HD constexpr bfloat16(Float nearest);
    static ACTJET_HD constexpr bfloat16 from_bits(std::uint16_t bits);
    explicit ACTJET_HD constexpr operator float() const;
};

ACTJET_HD constexpr float16 float16::from_bits(std::uint16_t bits) {
    float16 h{};
    h.bits = bits;
    return h;
}
ACTJET_HD constexpr bfloat16 bfloat16::from_bits(std::uint16_t bits) {
    bfloat16 h{};
    h.bits = bits;
    return h;
}

}  // namespace actjet

namespace actjet::core {

template <class Element>
concept half_precision = std::same_as<Element, float16> || std::same_as<Element, bfloat16>;

// The type that elements of a type are computed in.
template <class Element>
using compute_of = std::conditional_t<std::same_as<Element, double>, double, float>;

// Exact.
ACTJET_HD constexpr float widen_in_software(float16 h) {
    const std::uint32_t sign = static_cast<std::uint32_t>(h.bits & 0x8000u) << 16;
    const std::uint32_t magnitude = h.bits & 0x7fffu;
    // The exponent's bias goes from 15 to 127, and that of infinity from 31 to 255.
    const std::uint32_t normal = (magnitude << 13) + (112u << 23);
    const std::uint32_t special = magnitude > 0x7c00u ? 0x7fffffffu : 0x7f800000u;
    // A denormal is a multiple of 2^-24.
    const std::uint32_t denormal =
        ops<float>::bits(static_cast<float>(static_cast<std::int32_t>(magnitude)) * 0x1p-24f);
    return ops<float>::from_bits(sign | (magnitude < 0x0400u ? denormal : magnitude < 0x7c00u ? normal : special));
}

ACTJET_HD constexpr float widen_in_software(bfloat16 h) {
    return ops<float>::from_bits(static_cast<std::uint32_t>(h.bits) << 16);
}

// The nearest float16, of two the even one; infinity from 65520 on.
ACTJET_HD constexpr float16 narrow_to_float16_in_software(float x) {
    const std::uint32_t bits = ops<float>::bits(x);
    const std::uint32_t sign = (bits >> 16) & 0x8000u;
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    const std::uint32_t normal = (magnitude + 0xfffu + ((magnitude >> 13) & 1u) - (112u << 23)) >> 13;
    // Below 2^-14 the result counts units of 2^-24, which are the last places of floats in [0.5, 1).
    const std::uint32_t denormal = ops<float>::bits(ops<float>::from_bits(magnitude) + 0.5f) - 0x3f000000u;
    const std::uint32_t finite = magnitude < 0x38800000u ? denormal : normal;
    const std::uint32_t result = sign | (magnitude < 0x477ff000u ? finite : 0x7c00u);
    return float16::from_bits(static_cast<std::uint16_t>(magnitude > 0x7f800000u ? 0x7fffu : result));
}

// The nearest bfloat16, of two the even one.
ACTJET_HD constexpr bfloat16 narrow_to_bfloat16_in_software(float x) {
    const std::uint32_t bits = ops<float>::bits(x);
    const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    return bfloat16::from_bits(static_cast<std::uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? 0x7fffu : rounded));
}

// An element as the type that it is computed in, exactly.
ACTJET_HD float widen(float x) {
    return x;
}
ACTJET_HD double widen(double x) {
    return x;
}
ACTJET_HD float widen(float16 h) {
#if defined(__CUDA_ARCH__)
    float x;
    asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(h.bits));
    return x;
#else
    return widen_in_software(h);
#endif
}
ACTJET_HD float widen(bfloat16 h) {
    return widen_in_software(h);
}

// The element nearest to x.
template <class Element>
ACTJET_HD Element narrow(compute_of<Element> x) {
    if constexpr (std::same_as<Element, float16>) {
#if defined(__CUDA_ARCH__)
        float16 h;
        asm("cvt.rn.f16.f32 %0, %1;" : "=h"(h.bits) : "f"(x));
        return h;
#else
        return narrow_to_float16_in_software(x);
#endif
    } else if constexpr (std::same_as<Element, bfloat16>) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
        bfloat16 h;
        asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(h.bits) : "f"(x));
        return h;
#else
        return narrow_to_bfloat16_in_software(x);
#endif
    } else {
        return x;
    }
}

// Two 16-bit elements in one word, the first in its lower half: one instruction on the device from sm_80 on.
template <class Element>
ACTJET_HD std::uint32_t narrow_pair(float lower, float upper) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    std::uint32_t pair;
    if constexpr (std::same_as<Element, float16>) {
        asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(upper), "f"(lower));
    } else {
        asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(upper), "f"(lower));
    }
    return pair;
#else
    return narrow<Element>(lower).bits | static_cast<std::uint32_t>(narrow<Element>(upper).bits) << 16;
#endif
}

}  // namespace actjet::core

namespace actjet {

template <std::same_as<float> Float>
ACTJET_HD constexpr float16::float16(Float nearest)
    : float16(__builtin_is_constant_evaluated() ? core::narrow_to_float16_in_software(nearest)
                                                : core::narrow<float16>(nearest)) {}
ACTJET_HD constexpr float16::operator float() const {
    return __builtin_is_constant_evaluated() ? core::widen_in_software(*this) : core::widen(*this);
}

template <std::same_as<float> Float>
ACTJET_HD constexpr bfloat16::bfloat16(Float nearest)
    : bfloat16(__builtin_is_constant_evaluated() ? core::narrow_to_bfloat16_in_software(nearest)
                                                 : core::narrow<bfloat16>(nearest)) {}
ACTJET_HD constexpr bfloat16::operator float() const {
    return __builtin_is_constant_evaluated() ? core::widen_in_software(*this) : core::widen(*this);
}

}  // namespace actjet

#include <actjet/core/guard_end.hpp>
