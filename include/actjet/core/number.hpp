// The number types that formulas are written on, and what a formula may do with them.
//
// A formula is a template on its number type T and on nothing else; the number type is the back end. float runs on the
// host and on the device, a SIMD pack on the CPU, double in the float64 place, dual in the tests. Besides + - * and
// comparisons a formula uses only the functions below, so that one text gives the same bits everywhere: each of them is
// a single IEEE-754 operation, correctly rounded, or works on bits.
//
// The project is compiled with contraction off (-ffp-contract=off, -fmad=false): a*b+c is two roundings, fma() is one.
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

// g++ defines __GCC_IEC_559 as 0 under any part of it (-fassociative-math, -freciprocal-math, -fno-signed-zeros, ...),
// and of clang's parts -ffinite-math-only has a name; guard_begin.hpp tells of the others. __FLT_EVAL_METHOD__ is not 0
// where float is computed in a longer format (-mfpmath=387).
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    (defined(__GCC_IEC_559) && __GCC_IEC_559 == 0)
#error "actjet's results are exact: build without -ffast-math and every part of it"
#elif __FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2
#error "actjet's results are exact: build without -mfpmath=387, so that float is computed as float"
#endif

#if defined(__CUDACC__)
#define ACTJET_HD __host__ __device__ __forceinline__
#else
#define ACTJET_HD inline __attribute__((always_inline))
#endif

#include <actjet/core/guard_begin.hpp>

namespace actjet::core {

// The least finite number: functions of std::numeric_limits are none of the device's.
template <class S>
inline constexpr S least_finite = std::numeric_limits<S>::lowest();

// The back end of a number type. Specialised for float and double here, for packs in host/cpu, for dual in the tests.
template <class T>
struct ops;

template <class T>
using scalar_of = typename ops<T>::scalar;

// True for float and packs of floats: formulas then take the path of float32, made of single IEEE operations.
template <class T>
concept binary32 = std::same_as < scalar_of<T>,
float > ;

// True for packs, which say whether a mask holds in any of their lanes: what hardly any number needs is then left out
// of most packs.
template <class T>
concept has_lanes = requires(T x, typename ops<T>::mask which) {
    { ops<T>::any(which) } -> std::same_as<bool>;
    { ops<T>::any_nan(x) } -> std::same_as<bool>;
};

template <>
struct ops<float> {
    using scalar = float;
    using mask = bool;

    static ACTJET_HD float fma(float a, float b, float c) {
#if defined(__CUDA_ARCH__)
        return __fmaf_rn(a, b, c);
#else
        return __builtin_fmaf(a, b, c);
#endif
    }

    static ACTJET_HD float select(bool which, float yes, float no) {
        return which ? yes : no;
    }
    // One instruction each on the device, where a comparison and a select are two.
    static ACTJET_HD float larger(float a, float b) {
#if defined(__CUDA_ARCH__)
        return fmaxf(a, b);
#else
        return a < b ? b : a;
#endif
    }
    static ACTJET_HD float smaller(float a, float b) {
#if defined(__CUDA_ARCH__)
        return fminf(a, b);
#else
        return b < a ? b : a;
#endif
    }
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    static ACTJET_HD float no_less(float x, float bound) {
        float y;
        asm("max.NaN.f32 %0, %1, %2;" : "=f"(y) : "f"(x), "f"(bound));
        return y;
    }
    static ACTJET_HD float no_more(float x, float bound) {
        float y;
        asm("min.NaN.f32 %0, %1, %2;" : "=f"(y) : "f"(x), "f"(bound));
        return y;
    }
#endif
    static ACTJET_HD bool unordered(float a, float b) {
        return (a != a) | (b != b);
    }
    // NVIDIA's canonical NaN, the one that its arithmetic returns.
    static ACTJET_HD float nan() {
        return from_bits(0x7fffffffu);
    }
    static ACTJET_HD constexpr std::uint32_t bits(float x) {
        return __builtin_bit_cast(std::uint32_t, x);
    }
    static ACTJET_HD constexpr float from_bits(std::uint32_t b) {
        return __builtin_bit_cast(float, b);
    }

    static ACTJET_HD float abs(float x) {
        return __builtin_fabsf(x);
    }
    static ACTJET_HD float copysign(float magnitude, float sign) {
        return __builtin_copysignf(magnitude, sign);
    }
    // The low bits of x, moved to the exponent: 2^k * 2^b from x = 1.5 * 2^23 + k with a bias b in x; see
    // exponential.hpp.
    static ACTJET_HD float shift_to_exponent(float x) {
        return from_bits(bits(x) << 23);
    }
    static ACTJET_HD float add_to_exponent(float x, float shifted) {
        return from_bits(bits(x) + (bits(shifted) << 23));
    }

    // x with its last bit set, which moves it towards rest where that is not 0; x where rest is 0 or NaN.
    static ACTJET_HD float odd_towards(float x, float rest) {
        const std::uint32_t inwards = (bits(x) ^ bits(rest)) >> 31;
        return ((rest < 0.0f) | (rest > 0.0f)) ? from_bits((bits(x) - inwards) | 1u) : x;
    }

    static ACTJET_HD float sqrt(float x) {
#if defined(__CUDA_ARCH__)
        return __fsqrt_rn(x);
#else
        return __builtin_sqrtf(x);
#endif
    }

    // 1/d, correctly rounded, from a seed within 1 ulp of it, for 2^-126 <= |d| <= 2^126: one fused residual and one
    // fused correction. It is the sequence that the compiler itself emits for rcp.rn, without the branch for other d.
    // The tests try every mantissa with every such seed: one pair fails, d = 2 - 2^-23 with the lower of its two seeds
    // (and its multiples by powers of two), which therefore no device returns.
    static ACTJET_HD float refined_reciprocal(float d, float seed) {
        return fma(seed, fma(-d, seed, 1.0f), seed);
    }
    static ACTJET_HD float reciprocal(float d) {
#if defined(__CUDA_ARCH__)
        float seed;
        asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(seed) : "f"(d));
        return refined_reciprocal(d, seed);
#else
        return 1.0f / d;
#endif
    }
};

template <>
struct ops<double> {
    using scalar = double;
    using mask = bool;

    static ACTJET_HD double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
    static ACTJET_HD double select(bool which, double yes, double no) { return which ? yes : no; }
    static ACTJET_HD bool unordered(double a, double b) { return (a != a) | (b != b); }
    static ACTJET_HD double nan() { return __builtin_nan(""); }
    static ACTJET_HD double abs(double x) { return __builtin_fabs(x); }
    static ACTJET_HD double copysign(double magnitude, double sign) { return __builtin_copysign(magnitude, sign); }
    static ACTJET_HD double sqrt(double x) { return ::sqrt(x); }
    static ACTJET_HD double reciprocal(double d) { return 1.0 / d; }
    static ACTJET_HD double exp(double x) { return ::exp(x); }
    static ACTJET_HD double expm1(double x) { return ::expm1(x); }
    static ACTJET_HD double log1p(double x) { return ::log1p(x); }
    static ACTJET_HD double tanh(double x) { return ::tanh(x); }
};

// a * b + c, rounded once.
template <class T>
ACTJET_HD T fma(T a, std::type_identity_t<T> b, std::type_identity_t<T> c) {
    return ops<T>::fma(a, b, c);
}

// c - a * b, rounded once. For an a that meets several: a compiler that is asked for fma(-a, b, c) twice makes -a once,
// in an instruction of its own.
template <class T>
ACTJET_HD T fnma(T a, std::type_identity_t<T> b, std::type_identity_t<T> c) {
    if constexpr (requires { ops<T>::fnma(a, b, c); }) {
        return ops<T>::fnma(a, b, c);
    } else {
        return fma(-a, b, c);
    }
}

// yes where which holds, else no. Both have been computed: there is no branch on x, so that lanes may differ.
template <class T>
ACTJET_HD T select(typename ops<T>::mask which, T yes, std::type_identity_t<T> no) {
    return ops<T>::select(which, yes, no);
}

template <class T>
ACTJET_HD T abs(T x) {
    return ops<T>::abs(x);
}

template <class T>
ACTJET_HD T copysign(T magnitude, std::type_identity_t<T> sign) {
    return ops<T>::copysign(magnitude, sign);
}

// a * b + c rounded to odd: exact where it is a float, else the one of the two floats around it whose last bit is 1.
// That is never a tie of a shorter format, so that rounding it to one gives what rounding a * b + c would.
//
// a is a number of 16 bits, and c is -0 or an exact product that makes up half of the sum at least. The sum's distance
// from the nearest float is then one fused multiply-add, whose sign is what counts: small sums are lifted, so that it
// does not underflow.
template <class T>
ACTJET_HD T fma_to_odd(T a, std::type_identity_t<T> b, std::type_identity_t<T> c) {
    const T nearest = fma(a, b, c);
    const T lift = select(abs(nearest) < T(0x1p-100f), T(0x1p48f), T(1));
    return ops<T>::odd_towards(nearest, fma(a * lift, b, (c - nearest) * lift));
}

// 1/d, correctly rounded, for 2^-126 <= |d| <= 2^126. Elsewhere places differ: keep d in range.
template <class T>
ACTJET_HD T reciprocal(T d) {
    return ops<T>::reciprocal(d);
}

// y, or the canonical NaN where x or y is NaN.
template <class T>
ACTJET_HD T canonical_nan(T x, T y) {
    const auto nan = ops<T>::unordered(x, y);
    if constexpr (has_lanes<T>) {
        if (!ops<T>::any(nan)) [[likely]] {
            return y;
        }
    }
    return select(nan, ops<T>::nan(), y);
}

// The smaller of x and bound; NaN if x is NaN (unlike fmin). bound is not NaN.
template <class T>
ACTJET_HD T at_most(T x, std::type_identity_t<T> bound) {
    if constexpr (requires { ops<T>::at_most(x, bound); }) {
        return ops<T>::at_most(x, bound);
    } else {
        return select<T>(bound < x, bound, x);
    }
}

// The smaller of |x| and bound; what it is if x is NaN differs between places. bound is not NaN.
template <class T>
ACTJET_HD T magnitude_at_most(T x, std::type_identity_t<T> bound) {
    if constexpr (requires { ops<T>::magnitude_at_most(x, bound); }) {
        return ops<T>::magnitude_at_most(x, bound);
    } else {
        return at_most(abs(x), bound);
    }
}

// The larger of x and bound; NaN if x is NaN.
template <class T>
ACTJET_HD T at_least(T x, std::type_identity_t<T> bound) {
    if constexpr (requires { ops<T>::at_least(x, bound); }) {
        return ops<T>::at_least(x, bound);
    } else {
        return select<T>(x < bound, bound, x);
    }
}

// The larger and the smaller of two numbers, neither of them NaN: there, places differ. So they do for larger(-0, +0)
// and smaller(+0, -0), where a maximum orders zeros and a comparison does not; larger(x, -0) is the same everywhere.
template <class T>
ACTJET_HD T larger(T a, std::type_identity_t<T> b) {
    if constexpr (requires { ops<T>::larger(a, b); }) {
        return ops<T>::larger(a, b);
    } else {
        return at_least(a, b);
    }
}
template <class T>
ACTJET_HD T smaller(T a, std::type_identity_t<T> b) {
    if constexpr (requires { ops<T>::smaller(a, b); }) {
        return ops<T>::smaller(a, b);
    } else {
        return at_most(a, b);
    }
}

// The larger and the smaller of x and bound; NaN if x is NaN, but not always the same NaN, nor the same zero of -0 and
// 0.
template <class T>
ACTJET_HD T no_less(T x, std::type_identity_t<T> bound) {
    if constexpr (requires { ops<T>::no_less(x, bound); }) {
        return ops<T>::no_less(x, bound);
    } else {
        return at_least(x, bound);
    }
}
template <class T>
ACTJET_HD T no_more(T x, std::type_identity_t<T> bound) {
    if constexpr (requires { ops<T>::no_more(x, bound); }) {
        return ops<T>::no_more(x, bound);
    } else {
        return at_most(x, bound);
    }
}

template <class T>
ACTJET_HD T sqrt(T x) {
    return ops<T>::sqrt(x);
}

// For the formulas of float64 (double, dual), which use the C library's functions.
template <class T>
ACTJET_HD T exp(T x) {
    return ops<T>::exp(x);
}
template <class T>
ACTJET_HD T expm1(T x) {
    return ops<T>::expm1(x);
}
template <class T>
ACTJET_HD T log1p(T x) {
    return ops<T>::log1p(x);
}
template <class T>
ACTJET_HD T tanh(T x) {
    return ops<T>::tanh(x);
}

// c0 + x (c1 + x (c2 + ...)), Horner's scheme in fused multiply-adds.
template <class T>
ACTJET_HD T polynomial(T, scalar_of<T> c0) {
    return T(c0);
}
template <class T, class... Scalars>
ACTJET_HD T polynomial(T x, scalar_of<T> c0, Scalars... higher) {
    return fma(x, polynomial(x, higher...), T(c0));
}

}  // namespace actjet::core

#include <actjet/core/guard_end.hpp>
