// 2^x in float32 for results of 16 bits: a reduction by one fused multiply-add, and a polynomial whose product with the
// power of two is an integer addition.
//
// A result of bfloat16 keeps 8 bits and lies anywhere in float32's range; one of float16 keeps 11 and is 2^-25 at
// least, so that no power of two needs to be kept apart. The polynomial is of degree 4 or 5 accordingly.
//
// All inputs of 16 bits can be tried: the formulas of bfloat16 have coefficients of their own, moved from those of the
// best polynomial until every result is the nearest number. Coefficients: scripts/fit/short_forms.py.
#pragma once

#include <actjet/core/half.hpp>
#include <actjet/core/jet.hpp>

namespace actjet::core {

// Whether results have the exponents of float32.
template <half_precision Target>
inline constexpr bool has_wide_range = std::same_as<Target, bfloat16>;

inline constexpr float log2_e = 0x1.715476p+0f;

// 2^r = 1 + r (c1 + r (c2 + ...)) for |r| <= 1/2; degree 4 if c5 is 0.
struct exp2_terms {
    float c1, c2, c3, c4, c5 = 0;
};

// The polynomials with the smallest relative errors, 2^-23.0 and 2^-18.4.
ACTJET_HD constexpr exp2_terms exp2_degree_4() {
    return {0x1.62e106p-1f, 0x1.ec011cp-3f, 0x1.ca04ep-5f, 0x1.3a961ap-7f};
}
ACTJET_HD constexpr exp2_terms exp2_degree_5() {
    return {0x1.62e424p-1f, 0x1.ebf9e6p-3f, 0x1.c6bb22p-5f, 0x1.3cde6p-7f, 0x1.5a851p-10f};
}

// c1 + r (c2 + ...)
template <class T>
ACTJET_HD T exp2_slope(T r, const exp2_terms& c) {
    return c.c5 == 0 ? polynomial(r, c.c1, c.c2, c.c3, c.c4) : polynomial(r, c.c1, c.c2, c.c3, c.c4, c.c5);
}

// From here on floats are integers; with a bias in it, an exponent that is added gets it as well.
inline constexpr float short_magic = 12582912.0f;  // 1.5 * 2^23

// x rate = n + r with an integer n, which is in the low bits of shifted with the bias of magic.
template <class T>
struct short_reduction {
    T shifted, r;

    ACTJET_HD short_reduction(T x, T rate, T magic) : shifted(fma(x, rate, magic)), r(fma(x, rate, magic - shifted)) {}
};

// 2^(x rate + bias), which is 2^-126 at least, as mantissa 2^n. The integer addition of value() makes a number of a
// NaN; the products do not, for formulas where x does not appear again.
template <class T>
struct short_power {
    T mantissa, shifted;

    ACTJET_HD short_power(const short_reduction<T>& reduced, const exp2_terms& c)
        : mantissa(fma(reduced.r, exp2_slope(reduced.r, c), T(1))), shifted(reduced.shifted) {}
    ACTJET_HD short_power(T x, T rate, float bias, const exp2_terms& c)
        : short_power(short_reduction<T>(x, rate, T(short_magic + bias)), c) {}

    ACTJET_HD T value() const { return ops<T>::add_to_exponent(mantissa, shifted); }
    ACTJET_HD T product() const { return mantissa * power(); }
    // times unit, plus addend
    ACTJET_HD T plus(T addend) const { return fma(mantissa, power(), addend); }
    ACTJET_HD T plus(T addend, T unit) const { return fma(mantissa, power() * unit, addend); }

  private:
    ACTJET_HD T power() const { return ops<T>::add_to_exponent(T(1), shifted); }
};

template <class T>
ACTJET_HD T short_exp2(T x, std::type_identity_t<T> rate, float bias, const exp2_terms& c) {
    return short_power<T>(x, rate, bias, c).value();
}

}  // namespace actjet::core
