// Eight floats in an AVX register, with FMA and F16C.
#pragma once

#include <actjet/core/number.hpp>

#include <immintrin.h>
#include <cstdint>

#include <actjet/core/guard_begin.hpp>

namespace actjet::host::avx2 {

// All bits of a lane, or none.
struct mask {
    __m256 lanes;

    friend ACTJET_HD mask operator&(mask a, mask b) { return {_mm256_and_ps(a.lanes, b.lanes)}; }
    friend ACTJET_HD mask operator|(mask a, mask b) { return {_mm256_or_ps(a.lanes, b.lanes)}; }
    friend ACTJET_HD mask operator!(mask a) {
        return {_mm256_xor_ps(a.lanes, _mm256_castsi256_ps(_mm256_set1_epi32(-1)))};
    }
};

struct pack {
    static constexpr int lanes = 8;

    __m256 v;

    pack() = default;
    // Copied as a register: what g++ 12 copies as a struct it may move through memory, or compute twice.
    ACTJET_HD pack(const pack& p) : v(p.v) {}
    ACTJET_HD pack& operator=(const pack& p) {
        v = p.v;
        return *this;
    }
    ACTJET_HD pack(float all) : v(_mm256_set1_ps(all)) {}
    ACTJET_HD explicit pack(__m256 v_) : v(v_) {}

    static ACTJET_HD pack load(const float* from) { return pack(_mm256_loadu_ps(from)); }
    ACTJET_HD void store(float* to) const { _mm256_storeu_ps(to, v); }
    ACTJET_HD void stream(float* to) const { _mm256_stream_ps(to, v); }
    static ACTJET_HD void publish() { _mm_sfence(); }

    static ACTJET_HD pack load_float16(const std::uint16_t* from) {
        return pack(_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
    }
    ACTJET_HD void store_float16(std::uint16_t* to) const {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
    }
    static ACTJET_HD pack load_bfloat16(const std::uint16_t* from) {
        const __m256i u = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
        return pack(_mm256_castsi256_ps(_mm256_slli_epi32(u, 16)));
    }
    ACTJET_HD void store_bfloat16(std::uint16_t* to) const {
        const __m256i u = _mm256_castps_si256(v);
        const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(u, 16), _mm256_set1_epi32(1));
        const __m256i rounded = _mm256_add_epi32(u, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
        const __m256 nan = _mm256_cmp_ps(v, v, _CMP_UNORD_Q);
        const __m256 kept = _mm256_blendv_ps(_mm256_castsi256_ps(rounded), v, nan);
        const __m256i upper = _mm256_srli_epi32(_mm256_castps_si256(kept), 16);
        const __m256i halves = _mm256_permute4x64_epi64(_mm256_packus_epi32(upper, upper), 0b1000);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(halves));
    }

    friend ACTJET_HD pack operator+(pack a, pack b) { return pack(_mm256_add_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator-(pack a, pack b) { return pack(_mm256_sub_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator*(pack a, pack b) { return pack(_mm256_mul_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator/(pack a, pack b) { return pack(_mm256_div_ps(a.v, b.v)); }
    friend ACTJET_HD pack operator-(pack a) { return pack(-a.v); }

    ACTJET_HD pack& operator+=(const pack& b) { return *this = *this + b; }
    ACTJET_HD pack& operator-=(const pack& b) { return *this = *this - b; }
    ACTJET_HD pack& operator*=(const pack& b) { return *this = *this * b; }
    ACTJET_HD pack& operator/=(const pack& b) { return *this = *this / b; }

    friend ACTJET_HD mask operator<(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)}; }
    friend ACTJET_HD mask operator<=(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ)}; }
    friend ACTJET_HD mask operator>(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)}; }
    friend ACTJET_HD mask operator>=(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ)}; }
    friend ACTJET_HD mask operator==(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ)}; }
    friend ACTJET_HD mask operator!=(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_NEQ_UQ)}; }
};

}  // namespace actjet::host::avx2

template <>
struct actjet::core::ops<actjet::host::avx2::pack> {
    using scalar = float;
    using mask = host::avx2::mask;
    using pack = host::avx2::pack;

    static ACTJET_HD pack fma(pack a, pack b, pack c) { return pack(_mm256_fmadd_ps(a.v, b.v, c.v)); }
    static ACTJET_HD pack fnma(pack a, pack b, pack c) { return pack(_mm256_fnmadd_ps(a.v, b.v, c.v)); }
    static ACTJET_HD pack select(mask which, pack yes, pack no) {
        return pack(_mm256_blendv_ps(no.v, yes.v, which.lanes));
    }
    static ACTJET_HD mask unordered(pack a, pack b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_UNORD_Q)}; }
    static ACTJET_HD bool any(mask m) { return _mm256_movemask_ps(m.lanes) != 0; }
    static ACTJET_HD bool any_nan(pack x) { return any(unordered(x, x)); }
    static ACTJET_HD pack nan() { return pack(_mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff))); }
    static ACTJET_HD pack abs(pack x) { return pack(_mm256_andnot_ps(_mm256_set1_ps(-0.0f), x.v)); }
    static ACTJET_HD pack copysign(pack magnitude, pack sign) {
        const __m256 bit = _mm256_set1_ps(-0.0f);
        return pack(_mm256_or_ps(_mm256_andnot_ps(bit, magnitude.v), _mm256_and_ps(bit, sign.v)));
    }
    static ACTJET_HD pack odd_towards(pack x, pack rest) {
        const __m256i inwards = _mm256_srai_epi32(_mm256_castps_si256(_mm256_xor_ps(x.v, rest.v)), 31);  // -1 or 0
        const __m256i odd = _mm256_or_si256(_mm256_add_epi32(_mm256_castps_si256(x.v), inwards), _mm256_set1_epi32(1));
        const __m256 inexact = _mm256_cmp_ps(rest.v, _mm256_setzero_ps(), _CMP_NEQ_OQ);
        return pack(_mm256_blendv_ps(x.v, _mm256_castsi256_ps(odd), inexact));
    }
    static ACTJET_HD pack shift_to_exponent(pack x) {
        return pack(_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(x.v), 23)));
    }
    static ACTJET_HD pack add_to_exponent(pack x, pack shifted) {
        return pack(_mm256_castsi256_ps(
            _mm256_add_epi32(_mm256_castps_si256(x.v), _mm256_slli_epi32(_mm256_castps_si256(shifted.v), 23))));
    }
    static ACTJET_HD pack sqrt(pack x) { return pack(_mm256_sqrt_ps(x.v)); }
    static ACTJET_HD pack reciprocal(pack d) { return pack(_mm256_div_ps(_mm256_set1_ps(1.0f), d.v)); }
    // The processor's min and max return the second operand if one is NaN or both are zero: at_most and at_least.
    static ACTJET_HD pack at_most(pack x, pack bound) { return pack(_mm256_min_ps(bound.v, x.v)); }
    static ACTJET_HD pack at_least(pack x, pack bound) { return pack(_mm256_max_ps(bound.v, x.v)); }
};

#include <actjet/core/guard_end.hpp>
