// Sixteen floats in an AVX-512 register, and masks in mask registers.
#pragma once

#include <actjet/core/number.hpp>

// g++ 12 warns of its own header here.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#include <cstdint>

#include <actjet/core/guard_begin.hpp>

namespace actjet::host::avx512 {

struct mask {
    __mmask16 lanes;

    friend ACTJET_HD mask operator&(mask a, mask b) { return {static_cast<__mmask16>(a.lanes & b.lanes)}; }
    friend ACTJET_HD mask operator|(mask a, mask b) { return {static_cast<__mmask16>(a.lanes | b.lanes)}; }
    friend ACTJET_HD mask operator!(mask a) { return {static_cast<__mmask16>(~a.lanes)}; }
};

struct pack {
    static constexpr int lanes = 16;

    __m512 v;

    pack() = default;
    // Copied as a register: what g++ 12 copies as a struct it may move through memory, or compute twice.
    ACTJET_HD pack(const pack& p) : v(p.v) {}
    ACTJET_HD pack& operator=(const pack& p) {
        v = p.v;
        return *this;
    }
    ACTJET_HD pack(float all) : v(_mm512_set1_ps(all)) {}
    ACTJET_HD explicit pack(__m512 v_) : v(v_) {}

    static ACTJET_HD pack load(const float* from) { return pack(_mm512_loadu_ps(from)); }
    ACTJET_HD void store(float* to) const { _mm512_storeu_ps(to, v); }
    ACTJET_HD void stream(float* to) const { _mm512_stream_ps(to, v); }
    static ACTJET_HD void publish() { _mm_sfence(); }

    static ACTJET_HD pack load_float16(const std::uint16_t* from) {
        return pack(_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
    }
    ACTJET_HD void store_float16(std::uint16_t* to) const {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                            _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    static ACTJET_HD pack load_bfloat16(const std::uint16_t* from) {
        const __m512i u = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
        return pack(_mm512_castsi512_ps(_mm512_slli_epi32(u, 16)));
    }
    // The processor's own conversion flushes denormals: round by hand.
    ACTJET_HD void store_bfloat16(std::uint16_t* to) const {
        const __m512i u = _mm512_castps_si512(v);
        const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(u, 16), _mm512_set1_epi32(1));
        const __m512i rounded = _mm512_add_epi32(u, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
        const __mmask16 nan = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
        const __m512i kept = _mm512_mask_blend_epi32(nan, rounded, u);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi32_epi16(_mm512_srli_epi32(kept, 16)));
    }

    friend ACTJET_HD pack operator+(pack a, pack b) { return pack(_mm512_add_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator-(pack a, pack b) { return pack(_mm512_sub_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator*(pack a, pack b) { return pack(_mm512_mul_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator/(pack a, pack b) { return pack(_mm512_div_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator-(pack a) { return pack(-a.v); }

    ACTJET_HD pack& operator+=(const pack& b) { return *this = *this + b; }
    ACTJET_HD pack& operator-=(const pack& b) { return *this = *this - b; }
    ACTJET_HD pack& operator*=(const pack& b) { return *this = *this * b; }
    ACTJET_HD pack& operator/=(const pack& b) { return *this = *this / b; }

    friend ACTJET_HD mask operator<(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)}; }
    friend ACTJET_HD mask operator<=(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ)}; }
    friend ACTJET_HD mask operator>(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ)}; }
    friend ACTJET_HD mask operator>=(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GE_OQ)}; }
    friend ACTJET_HD mask operator==(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)}; }
    friend ACTJET_HD mask operator!=(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_NEQ_UQ)}; }
};

}  // namespace actjet::host::avx512

template <>
struct actjet::core::ops<actjet::host::avx512::pack> {
    using scalar = float;
    using mask = host::avx512::mask;
    using pack = host::avx512::pack;

    static ACTJET_HD pack fma(pack a, pack b, pack c) { return pack(_mm512_fmadd_ps(a.v, b.v, c.v)); }
    static ACTJET_HD pack fnma(pack a, pack b, pack c) { return pack(_mm512_fnmadd_ps(a.v, b.v, c.v)); }
    static ACTJET_HD pack select(mask which, pack yes, pack no) {
        return pack(_mm512_mask_blend_ps(which.lanes, no.v, yes.v));
    }
    static ACTJET_HD mask unordered(pack a, pack b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_UNORD_Q)}; }
    static ACTJET_HD bool any(mask m) { return m.lanes != 0; }
    static ACTJET_HD bool any_nan(pack x) { return any(unordered(x, x)); }
    static ACTJET_HD pack nan() { return pack(_mm512_castsi512_ps(_mm512_set1_epi32(0x7fffffff))); }
    static ACTJET_HD pack abs(pack x) { return pack(_mm512_abs_ps(x.v)); }
    static ACTJET_HD pack copysign(pack magnitude, pack sign) {
        const __m512 bit = _mm512_set1_ps(-0.0f);
        return pack(_mm512_or_ps(_mm512_andnot_ps(bit, magnitude.v), _mm512_and_ps(bit, sign.v)));
    }
    static ACTJET_HD pack odd_towards(pack x, pack rest) {
        const __m512i inwards = _mm512_srai_epi32(_mm512_castps_si512(_mm512_xor_ps(x.v, rest.v)), 31);  // -1 or 0
        const __m512i odd = _mm512_or_si512(_mm512_add_epi32(_mm512_castps_si512(x.v), inwards), _mm512_set1_epi32(1));
        const __mmask16 inexact = _mm512_cmp_ps_mask(rest.v, _mm512_setzero_ps(), _CMP_NEQ_OQ);
        return pack(_mm512_mask_blend_ps(inexact, x.v, _mm512_castsi512_ps(odd)));
    }
    static ACTJET_HD pack shift_to_exponent(pack x) {
        return pack(_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(x.v), 23)));
    }
    static ACTJET_HD pack add_to_exponent(pack x, pack shifted) {
        return pack(_mm512_castsi512_ps(
            _mm512_add_epi32(_mm512_castps_si512(x.v), _mm512_slli_epi32(_mm512_castps_si512(shifted.v), 23))));
    }
    static ACTJET_HD pack sqrt(pack x) { return pack(_mm512_sqrt_ps(x.v)); }
    static ACTJET_HD pack reciprocal(pack d) { return pack(_mm512_div_ps(_mm512_set1_ps(1.0f), d.v)); }
    // The processor's min and max return the second operand if one is NaN or both are zero: at_most and at_least.
    static ACTJET_HD pack at_most(pack x, pack bound) { return pack(_mm512_min_ps(bound.v, x.v)); }
    static ACTJET_HD pack at_least(pack x, pack bound) { return pack(_mm512_max_ps(bound.v, x.v)); }
    // The smaller of two magnitudes, without a sign.
    static ACTJET_HD pack magnitude_at_most(pack x, pack bound) { return pack(_mm512_range_ps(x.v, bound.v, 0b1010)); }
};

#include <actjet/core/guard_end.hpp>
