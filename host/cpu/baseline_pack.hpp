// Four floats in the vector extensions of g++ and clang: what every processor has, SSE2 and NEON among them.
#pragma once

#include <actjet/core/half.hpp>
#include <actjet/core/number.hpp>

#include <cstdint>
#include <cstring>

namespace actjet::host::baseline {

using float4 = float __attribute__((vector_size(16)));
using int4 = std::int32_t __attribute__((vector_size(16)));
using double4 = double __attribute__((vector_size(32)));
using long4 = std::int64_t __attribute__((vector_size(32)));

// -1 in the lanes that hold, 0 in the others.
struct mask {
    int4 lanes;

    friend ACTJET_HD mask operator&(mask a, mask b) { return {a.lanes & b.lanes}; }
    friend ACTJET_HD mask operator|(mask a, mask b) { return {a.lanes | b.lanes}; }
    friend ACTJET_HD mask operator!(mask a) { return {~a.lanes}; }
};

struct pack {
    static constexpr int lanes = 4, unroll = 1;

    float4 v;

    pack() = default;
    ACTJET_HD pack(float all) : v{all, all, all, all} {}
    ACTJET_HD explicit pack(float4 v_) : v(v_) {}

    static ACTJET_HD pack load(const float* from) {
        pack p;
        std::memcpy(&p.v, from, sizeof p.v);
        return p;
    }
    ACTJET_HD void store(float* to) const { std::memcpy(to, &v, sizeof v); }
    ACTJET_HD void stream(float* to) const { store(to); }
    static ACTJET_HD void publish() {}

    static ACTJET_HD pack load_float16(const std::uint16_t* from) {
        pack p;
        for (int i = 0; i < lanes; ++i) {
            p.v[i] = core::widen_in_software(float16{from[i]});
        }
        return p;
    }
    ACTJET_HD void store_float16(std::uint16_t* to) const {
        for (int i = 0; i < lanes; ++i) {
            to[i] = core::narrow_to_float16_in_software(v[i]).bits;
        }
    }
    static ACTJET_HD pack load_bfloat16(const std::uint16_t* from) {
        pack p;
        for (int i = 0; i < lanes; ++i) {
            p.v[i] = core::widen_in_software(bfloat16{from[i]});
        }
        return p;
    }
    ACTJET_HD void store_bfloat16(std::uint16_t* to) const {
        for (int i = 0; i < lanes; ++i) {
            to[i] = core::narrow_to_bfloat16_in_software(v[i]).bits;
        }
    }

    friend ACTJET_HD pack operator+(pack a, pack b) { return pack(a.v + b.v); }
    friend ACTJET_HD pack operator-(pack a, pack b) { return pack(a.v - b.v); }
    friend ACTJET_HD pack operator*(pack a, pack b) { return pack(a.v * b.v); }
    friend ACTJET_HD pack operator-(pack a) { return pack(-a.v); }

    friend ACTJET_HD mask operator<(pack a, pack b) { return {a.v < b.v}; }
    friend ACTJET_HD mask operator<=(pack a, pack b) { return {a.v <= b.v}; }
    friend ACTJET_HD mask operator>(pack a, pack b) { return {a.v > b.v}; }
    friend ACTJET_HD mask operator>=(pack a, pack b) { return {a.v >= b.v}; }
    friend ACTJET_HD mask operator==(pack a, pack b) { return {a.v == b.v}; }
    friend ACTJET_HD mask operator!=(pack a, pack b) { return {a.v != b.v}; }
};

ACTJET_HD int4 bits(pack x) {
    return reinterpret_cast<int4>(x.v);
}

ACTJET_HD pack from_bits(int4 b) {
    return pack(reinterpret_cast<float4>(b));
}

// a * b + c rounded once, on processors that have no such instruction. The product of two floats is exact in double.
// The sum is rounded to odd: where it was inexact its last bit is made 1, away from or back towards zero as the exact
// sum lies. A double has more than two bits to spare, so rounding it to float, denormal or not, then gives the float
// nearest to the exact sum. (Boldo and Melquiond, Emulation of a FMA and correctly rounded sums, IEEE TC 57, 2008.)
ACTJET_HD pack fma_in_double(pack a, pack b, pack c) {
    const double4 product = __builtin_convertvector(a.v, double4) * __builtin_convertvector(b.v, double4);
    const double4 addend = __builtin_convertvector(c.v, double4);
    const double4 sum = product + addend;
    const double4 part = sum - product;
    const double4 error = (product - (sum - part)) + (addend - part);
    // The error with its sign relative to the sum's; NaN, and neither less nor greater, if the sum is not finite.
    const long4 sign = reinterpret_cast<long4>(sum) & INT64_MIN;
    const double4 outwards = reinterpret_cast<double4>(reinterpret_cast<long4>(error) ^ sign);
    const long4 below = outwards < 0.0;
    const long4 inexact = below | (outwards > 0.0);
    const long4 odd = (reinterpret_cast<long4>(sum) + below) | (inexact & 1);
    return pack(__builtin_convertvector(reinterpret_cast<double4>(odd), float4));
}

}  // namespace actjet::host::baseline

template <>
struct actjet::core::ops<actjet::host::baseline::pack> {
    using scalar = float;
    using mask = host::baseline::mask;
    using pack = host::baseline::pack;

    static ACTJET_HD pack fma(pack a, pack b, pack c) {
#if defined(__FMA__) || defined(__FP_FAST_FMAF) || defined(__ARM_FEATURE_FMA)
        pack result;
        for (int i = 0; i < pack::lanes; ++i) {
            result.v[i] = __builtin_fmaf(a.v[i], b.v[i], c.v[i]);
        }
        return result;
#else
        return host::baseline::fma_in_double(a, b, c);
#endif
    }
    static ACTJET_HD pack select(mask which, pack yes, pack no) {
        return host::baseline::from_bits((which.lanes & host::baseline::bits(yes)) |
                                         (~which.lanes & host::baseline::bits(no)));
    }
    static ACTJET_HD mask unordered(pack a, pack b) {
        return {(a.v != a.v) | (b.v != b.v)};
    }
    static ACTJET_HD pack nan() {
        return host::baseline::from_bits(host::baseline::int4{} + 0x7fffffff);
    }
    static ACTJET_HD pack abs(pack x) {
        return host::baseline::from_bits(host::baseline::bits(x) & 0x7fffffff);
    }
    static ACTJET_HD pack copysign(pack magnitude, pack sign) {
        return host::baseline::from_bits((host::baseline::bits(magnitude) & 0x7fffffff) |
                                         (host::baseline::bits(sign) & INT32_MIN));
    }
    static ACTJET_HD pack shift_to_exponent(pack x) {
        return host::baseline::from_bits(host::baseline::bits(x) << 23);
    }
    static ACTJET_HD pack reciprocal(pack d) {
        return pack(pack(1.0f).v / d.v);
    }
};
