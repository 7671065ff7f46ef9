// In the place of the compiler's header: AVX-512 by SIMDe, on a processor with AVX2, and what SIMDe lacks of it or has
// wrong.
#pragma once

#include_next <immintrin.h>

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

namespace actjet::test {

inline __attribute__((always_inline)) __m512i joined(__m256i lower, __m256i upper) {
    return simde_mm512_inserti64x4(simde_mm512_castsi256_si512(lower), upper, 1);
}

inline __attribute__((always_inline)) __m512 widened_float16(__m256i v) {
    return simde_mm512_castsi512_ps(joined(_mm256_castps_si256(_mm256_cvtph_ps(_mm256_castsi256_si128(v))),
                                           _mm256_castps_si256(_mm256_cvtph_ps(_mm256_extracti128_si256(v, 1)))));
}

inline __attribute__((always_inline)) __m256i narrowed_to_float16(__m512 v) {
    const __m512i bits = simde_mm512_castps_si512(v);
    const auto half = [](__m256i eight) {
        return _mm256_cvtps_ph(_mm256_castsi256_ps(eight), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    };
    return _mm256_set_m128i(half(simde_mm512_extracti64x4_epi64(bits, 1)), half(simde_mm512_castsi512_si256(bits)));
}

inline __attribute__((always_inline)) __m512i widened_uint16(__m256i v) {
    return joined(_mm256_cvtepu16_epi32(_mm256_castsi256_si128(v)),
                  _mm256_cvtepu16_epi32(_mm256_extracti128_si256(v, 1)));
}

inline __attribute__((always_inline)) __m512i shifted_right_with_sign(__m512i v, int by) {
    return joined(_mm256_srai_epi32(simde_mm512_castsi512_si256(v), by),
                  _mm256_srai_epi32(simde_mm512_extracti64x4_epi64(v, 1), by));
}

inline __attribute__((always_inline)) __m256i lower_halves(__m512i v) {
    const __m256i low = _mm256_set1_epi32(0xffff);
    const __m256i packed = _mm256_packus_epi32(_mm256_and_si256(simde_mm512_castsi512_si256(v), low),
                                               _mm256_and_si256(simde_mm512_extracti64x4_epi64(v, 1), low));
    return _mm256_permute4x64_epi64(packed, 0xd8);
}

// SIMDe's leaves the sign of -0.
inline __attribute__((always_inline)) __m512 without_sign(__m512 v) {
    return simde_mm512_castsi512_ps(
        simde_mm512_and_si512(simde_mm512_castps_si512(v), simde_mm512_set1_epi32(0x7fffffff)));
}

template <int how>
inline __attribute__((always_inline)) __m512 smaller_magnitude(__m512 a, __m512 b) {
    static_assert(how == 0b1010, "the smaller magnitude, without a sign");
    return simde_mm512_min_ps(without_sign(a), without_sign(b));
}

}  // namespace actjet::test

#undef _mm512_abs_ps
#define _mm512_abs_ps(v) actjet::test::without_sign(v)
#undef _mm512_range_ps
#define _mm512_range_ps(a, b, how) actjet::test::smaller_magnitude<how>(a, b)

#define _mm512_stream_ps(to, v) _mm512_storeu_ps(to, v)
#define _mm512_cvtph_ps(v) actjet::test::widened_float16(v)
#define _mm512_cvtps_ph(v, rounding) actjet::test::narrowed_to_float16(v)
#define _mm512_cvtepu16_epi32(v) actjet::test::widened_uint16(v)
#define _mm512_cvtepi32_epi16(v) actjet::test::lower_halves(v)
#define _mm512_srai_epi32(v, by) actjet::test::shifted_right_with_sign(v, by)
