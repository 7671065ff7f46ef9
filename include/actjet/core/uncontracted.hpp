// float whose products no compiler fuses with a sum, whatever flags it is given: a number type for code that users
// compile. The library's own code is compiled with contraction off and uses float itself.
#pragma once

#include <actjet/core/number.hpp>

#include <actjet/core/guard_begin.hpp>

namespace actjet::core {

struct uncontracted {
    float value;

    uncontracted() = default;
    ACTJET_HD uncontracted(float v) : value(v) {}
    explicit ACTJET_HD operator float() const { return value; }

    friend ACTJET_HD uncontracted operator+(uncontracted a, uncontracted b) { return a.value + b.value; }
    friend ACTJET_HD uncontracted operator-(uncontracted a, uncontracted b) { return a.value - b.value; }
    friend ACTJET_HD uncontracted operator*(uncontracted a, uncontracted b) {
#if defined(__CUDA_ARCH__)
        return __fmul_rn(a.value, b.value);
#else
        float product = a.value * b.value;
        // Where the processor has a fused multiply-add, the product is a value of which the compiler knows nothing.
#if defined(__FMA__)
        asm("" : "+x"(product));
#elif defined(__aarch64__)
        asm("" : "+w"(product));
#endif
        return product;
#endif
    }
    friend ACTJET_HD uncontracted operator/(uncontracted a, uncontracted b) {
        return a.value / b.value;
    }
    friend ACTJET_HD uncontracted operator-(uncontracted a) {
        return -a.value;
    }

    ACTJET_HD uncontracted& operator+=(const uncontracted& b) {
        return *this = *this + b;
    }
    ACTJET_HD uncontracted& operator-=(const uncontracted& b) {
        return *this = *this - b;
    }
    ACTJET_HD uncontracted& operator*=(const uncontracted& b) {
        return *this = *this * b;
    }
    ACTJET_HD uncontracted& operator/=(const uncontracted& b) {
        return *this = *this / b;
    }

    friend ACTJET_HD bool operator<(uncontracted a, uncontracted b) {
        return a.value < b.value;
    }
    friend ACTJET_HD bool operator<=(uncontracted a, uncontracted b) {
        return a.value <= b.value;
    }
    friend ACTJET_HD bool operator>(uncontracted a, uncontracted b) {
        return a.value > b.value;
    }
    friend ACTJET_HD bool operator>=(uncontracted a, uncontracted b) {
        return a.value >= b.value;
    }
    friend ACTJET_HD bool operator==(uncontracted a, uncontracted b) {
        return a.value == b.value;
    }
    friend ACTJET_HD bool operator!=(uncontracted a, uncontracted b) {
        return a.value != b.value;
    }
};

template <>
struct ops<uncontracted> {
    using scalar = float;
    using mask = bool;

    static ACTJET_HD uncontracted fma(uncontracted a, uncontracted b, uncontracted c) {
        return ops<float>::fma(a.value, b.value, c.value);
    }
    static ACTJET_HD uncontracted select(bool which, uncontracted yes, uncontracted no) {
        return ops<float>::select(which, yes.value, no.value);
    }
    static ACTJET_HD bool unordered(uncontracted a, uncontracted b) { return ops<float>::unordered(a.value, b.value); }
    static ACTJET_HD uncontracted nan() { return ops<float>::nan(); }
    static ACTJET_HD uncontracted abs(uncontracted x) { return ops<float>::abs(x.value); }
    static ACTJET_HD uncontracted copysign(uncontracted magnitude, uncontracted sign) {
        return ops<float>::copysign(magnitude.value, sign.value);
    }
    static ACTJET_HD uncontracted odd_towards(uncontracted x, uncontracted rest) {
        return ops<float>::odd_towards(x.value, rest.value);
    }
    static ACTJET_HD uncontracted shift_to_exponent(uncontracted x) { return ops<float>::shift_to_exponent(x.value); }
    static ACTJET_HD uncontracted add_to_exponent(uncontracted x, uncontracted shifted) {
        return ops<float>::add_to_exponent(x.value, shifted.value);
    }
    static ACTJET_HD uncontracted sqrt(uncontracted x) { return ops<float>::sqrt(x.value); }
    static ACTJET_HD uncontracted reciprocal(uncontracted d) { return ops<float>::reciprocal(d.value); }
};

}  // namespace actjet::core

#include <actjet/core/guard_end.hpp>
