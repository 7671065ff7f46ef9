// Four floats in the vector extensions of g++ and clang: what every processor has, SSE2 and NEON among them.
#pragma once

#include <actjet/core/half.hpp>
#include <actjet/core/number.hpp>

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <actjet/core/guard_begin.hpp>

namespace actjet::host::baseline {

using float4 = float __attribute__((vector_size(16)));
using int4 = std::int32_t __attribute__((vector_size(16)));
using long2 = std::int64_t __attribute__((vector_size(16)));

// -1 in the lanes that hold, 0 in the others.
struct mask {
    int4 lanes;

    friend ACTJET_HD mask operator&(mask a, mask b) { return {a.lanes & b.lanes}; }
    friend ACTJET_HD mask operator|(mask a, mask b) { return {a.lanes | b.lanes}; }
    friend ACTJET_HD mask operator!(mask a) { return {~a.lanes}; }
};

struct pack {
    static constexpr int lanes = 4;

    float4 v;

    pack() = default;
    // Copied as a register: what g++ 12 copies as a struct it may move through memory, or compute twice.
    ACTJET_HD pack(const pack& p) : v(p.v) {}
    ACTJET_HD pack& operator=(const pack& p) {
        v = p.v;
        return *this;
    }
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
            p.v[i] = core::widen_in_software(float16::from_bits(from[i]));
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
            p.v[i] = core::widen_in_software(bfloat16::from_bits(from[i]));
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
    friend ACTJET_HD pack operator/(pack a, pack b) { return pack(a.v / b.v); }
    friend ACTJET_HD pack operator-(pack a) { return pack(-a.v); }

    ACTJET_HD pack& operator+=(const pack& b) { return *this = *this + b; }
    ACTJET_HD pack& operator-=(const pack& b) { return *this = *this - b; }
    ACTJET_HD pack& operator*=(const pack& b) { return *this = *this * b; }
    ACTJET_HD pack& operator/=(const pack& b) { return *this = *this / b; }

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

#if defined(__SSE2__) && !defined(__FMA__)
// a * b + c rounded once, on processors without such an instruction. The product of two floats is exact in double. The
// sum is rounded to odd: where it was inexact its last bit is made 1, away from or back towards zero as the exact sum
// lies. A double has more than two bits to spare, so that rounding it to float, denormal or not, gives the float
// nearest to the exact sum. (Boldo and Melquiond, Emulation of a FMA and correctly rounded sums, IEEE TC 57, 2008.)
ACTJET_HD __m128d fma_to_odd(__m128d a, __m128d b, __m128d c) {
    const __m128d product = a * b;
    const __m128d sum = product + c;
    const __m128d part = sum - product;
    const __m128d error = (product - (sum - part)) + (c - part);
    // Away from zero if positive. If the sum is not finite it is NaN, neither less nor greater.
    const __m128d outwards = _mm_xor_pd(error, _mm_and_pd(sum, _mm_set1_pd(-0.0)));
    const __m128i inwards = _mm_castpd_si128(_mm_cmplt_pd(outwards, _mm_setzero_pd()));
    const __m128i inexact = _mm_or_si128(inwards, _mm_castpd_si128(_mm_cmpgt_pd(outwards, _mm_setzero_pd())));
    const __m128i truncated = _mm_add_epi64(_mm_castpd_si128(sum), inwards);
    return _mm_castsi128_pd(_mm_or_si128(truncated, _mm_srli_epi64(inexact, 63)));
}

// A call costs a few per cent of these forty instructions; without calls the loops would be five times as large.
[[gnu::noinline, gnu::const]] static float4 fused_multiply_add(float4 a, float4 b, float4 c) {
    const __m128d lower = fma_to_odd(_mm_cvtps_pd(a), _mm_cvtps_pd(b), _mm_cvtps_pd(c));
    const __m128d upper = fma_to_odd(_mm_cvtps_pd(_mm_movehl_ps(a, a)), _mm_cvtps_pd(_mm_movehl_ps(b, b)),
                                     _mm_cvtps_pd(_mm_movehl_ps(c, c)));
    return _mm_movelh_ps(_mm_cvtpd_ps(lower), _mm_cvtpd_ps(upper));
}

ACTJET_HD pack fused_multiply_add(pack a, pack b, pack c) {
    return pack(fused_multiply_add(a.v, b.v, c.v));
}
#else
ACTJET_HD pack fused_multiply_add(pack a, pack b, pack c) {
    pack result;
    for (int i = 0; i < pack::lanes; ++i) {
        result.v[i] = __builtin_fmaf(a.v[i], b.v[i], c.v[i]);
    }
    return result;
}
#endif

}  // namespace actjet::host::baseline

template <>
struct actjet::core::ops<actjet::host::baseline::pack> {
    using scalar = float;
    using mask = host::baseline::mask;
    using pack = host::baseline::pack;

    static ACTJET_HD pack fma(pack a, pack b, pack c) { return host::baseline::fused_multiply_add(a, b, c); }
    static ACTJET_HD pack select(mask which, pack yes, pack no) {
        return host::baseline::from_bits((which.lanes & host::baseline::bits(yes)) |
                                         (~which.lanes & host::baseline::bits(no)));
    }
    static ACTJET_HD mask unordered(pack a, pack b) { return {(a.v != a.v) | (b.v != b.v)}; }
    static ACTJET_HD bool any(mask m) {
        const auto halves = reinterpret_cast<host::baseline::long2>(m.lanes);
        return (halves[0] | halves[1]) != 0;
    }
    static ACTJET_HD bool any_nan(pack x) { return any(unordered(x, x)); }
    static ACTJET_HD pack nan() { return host::baseline::from_bits(host::baseline::int4{} + 0x7fffffff); }
    static ACTJET_HD pack abs(pack x) { return host::baseline::from_bits(host::baseline::bits(x) & 0x7fffffff); }
    static ACTJET_HD pack copysign(pack magnitude, pack sign) {
        return host::baseline::from_bits((host::baseline::bits(magnitude) & 0x7fffffff) |
                                         (host::baseline::bits(sign) & INT32_MIN));
    }
    static ACTJET_HD pack odd_towards(pack x, pack rest) {
        const auto odd = (host::baseline::bits(x) + ((host::baseline::bits(x) ^ host::baseline::bits(rest)) >> 31)) | 1;
        return select({(rest.v < 0.0f) | (rest.v > 0.0f)}, host::baseline::from_bits(odd), x);
    }
    static ACTJET_HD pack shift_to_exponent(pack x) { return host::baseline::from_bits(host::baseline::bits(x) << 23); }
    static ACTJET_HD pack add_to_exponent(pack x, pack shifted) {
        return host::baseline::from_bits(host::baseline::bits(x) + (host::baseline::bits(shifted) << 23));
    }
    static ACTJET_HD pack sqrt(pack x) {
        pack result;
        for (int i = 0; i < pack::lanes; ++i) {
            result.v[i] = __builtin_sqrtf(x.v[i]);
        }
        return result;
    }
    static ACTJET_HD pack reciprocal(pack d) { return pack(pack(1.0f).v / d.v); }
};

#include <actjet/core/guard_end.hpp>
