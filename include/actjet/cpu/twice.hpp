// Two packs that go through a formula side by side.
//
// A formula is one long chain, in which each instruction waits for the one before. Two chains, instruction by
// instruction in turn, let the processor work on one while the other waits: its own window is too short to find the
// next iteration's.
#pragma once

#include <actjet/core/number.hpp>

#include <cstdint>

#include <actjet/core/guard_begin.hpp>

namespace actjet::host {

template <class Mask>
struct twice_mask {
    Mask lower, upper;

    friend ACTJET_HD twice_mask operator&(const twice_mask& a, const twice_mask& b) {
        return {a.lower & b.lower, a.upper & b.upper};
    }
    friend ACTJET_HD twice_mask operator|(const twice_mask& a, const twice_mask& b) {
        return {a.lower | b.lower, a.upper | b.upper};
    }
    friend ACTJET_HD twice_mask operator!(const twice_mask& a) { return {!a.lower, !a.upper}; }
};

template <class Pack>
struct twice {
    static constexpr int half = Pack::lanes, lanes = 2 * half;
    using mask = twice_mask<typename core::ops<Pack>::mask>;

    Pack lower, upper;

    twice() = default;
    ACTJET_HD twice(float all) : lower(all), upper(all) {}
    ACTJET_HD twice(Pack lower_, Pack upper_) : lower(lower_), upper(upper_) {}

    static ACTJET_HD twice load(const float* from) { return {Pack::load(from), Pack::load(from + half)}; }
    ACTJET_HD void store(float* to) const {
        lower.store(to);
        upper.store(to + half);
    }
    ACTJET_HD void stream(float* to) const {
        lower.stream(to);
        upper.stream(to + half);
    }

    friend ACTJET_HD twice operator+(const twice& a, const twice& b) { return {a.lower + b.lower, a.upper + b.upper}; }
    friend ACTJET_HD twice operator-(const twice& a, const twice& b) { return {a.lower - b.lower, a.upper - b.upper}; }
    friend ACTJET_HD twice operator*(const twice& a, const twice& b) { return {a.lower * b.lower, a.upper * b.upper}; }
    friend ACTJET_HD twice operator/(const twice& a, const twice& b) { return {a.lower / b.lower, a.upper / b.upper}; }
    friend ACTJET_HD twice operator-(const twice& a) { return {-a.lower, -a.upper}; }

    ACTJET_HD twice& operator+=(const twice& b) { return *this = *this + b; }
    ACTJET_HD twice& operator-=(const twice& b) { return *this = *this - b; }
    ACTJET_HD twice& operator*=(const twice& b) { return *this = *this * b; }
    ACTJET_HD twice& operator/=(const twice& b) { return *this = *this / b; }

    friend ACTJET_HD mask operator<(const twice& a, const twice& b) { return {a.lower < b.lower, a.upper < b.upper}; }
    friend ACTJET_HD mask operator<=(const twice& a, const twice& b) {
        return {a.lower <= b.lower, a.upper <= b.upper};
    }
    friend ACTJET_HD mask operator>(const twice& a, const twice& b) { return {a.lower > b.lower, a.upper > b.upper}; }
    friend ACTJET_HD mask operator>=(const twice& a, const twice& b) {
        return {a.lower >= b.lower, a.upper >= b.upper};
    }
    friend ACTJET_HD mask operator==(const twice& a, const twice& b) {
        return {a.lower == b.lower, a.upper == b.upper};
    }
    friend ACTJET_HD mask operator!=(const twice& a, const twice& b) {
        return {a.lower != b.lower, a.upper != b.upper};
    }
};

}  // namespace actjet::host

template <class Pack>
struct actjet::core::ops<actjet::host::twice<Pack>> {
    using scalar = float;
    using twice = host::twice<Pack>;
    using mask = typename twice::mask;
    using half = ops<Pack>;

    static ACTJET_HD twice fma(const twice& a, const twice& b, const twice& c) {
        return {half::fma(a.lower, b.lower, c.lower), half::fma(a.upper, b.upper, c.upper)};
    }
    static ACTJET_HD twice fnma(const twice& a, const twice& b, const twice& c) {
        return {core::fnma(a.lower, b.lower, c.lower), core::fnma(a.upper, b.upper, c.upper)};
    }
    static ACTJET_HD twice select(const mask& which, const twice& yes, const twice& no) {
        return {half::select(which.lower, yes.lower, no.lower), half::select(which.upper, yes.upper, no.upper)};
    }
    static ACTJET_HD mask unordered(const twice& a, const twice& b) {
        return {half::unordered(a.lower, b.lower), half::unordered(a.upper, b.upper)};
    }
    static ACTJET_HD bool any(const mask& m) { return half::any(m.lower | m.upper); }
    // One comparison looks at two packs.
    static ACTJET_HD bool any_nan(const twice& x) { return half::any(half::unordered(x.lower, x.upper)); }
    static ACTJET_HD twice nan() { return {half::nan(), half::nan()}; }
    static ACTJET_HD twice abs(const twice& x) { return {half::abs(x.lower), half::abs(x.upper)}; }
    static ACTJET_HD twice copysign(const twice& magnitude, const twice& sign) {
        return {half::copysign(magnitude.lower, sign.lower), half::copysign(magnitude.upper, sign.upper)};
    }
    static ACTJET_HD twice odd_towards(const twice& x, const twice& rest) {
        return {half::odd_towards(x.lower, rest.lower), half::odd_towards(x.upper, rest.upper)};
    }
    static ACTJET_HD twice shift_to_exponent(const twice& x) {
        return {half::shift_to_exponent(x.lower), half::shift_to_exponent(x.upper)};
    }
    static ACTJET_HD twice add_to_exponent(const twice& x, const twice& shifted) {
        return {half::add_to_exponent(x.lower, shifted.lower), half::add_to_exponent(x.upper, shifted.upper)};
    }
    static ACTJET_HD twice sqrt(const twice& x) { return {half::sqrt(x.lower), half::sqrt(x.upper)}; }
    static ACTJET_HD twice reciprocal(const twice& d) { return {half::reciprocal(d.lower), half::reciprocal(d.upper)}; }
    static ACTJET_HD twice at_most(const twice& x, const twice& bound) {
        return {core::at_most(x.lower, bound.lower), core::at_most(x.upper, bound.upper)};
    }
    static ACTJET_HD twice at_least(const twice& x, const twice& bound) {
        return {core::at_least(x.lower, bound.lower), core::at_least(x.upper, bound.upper)};
    }
    static ACTJET_HD twice magnitude_at_most(const twice& x, const twice& bound) {
        return {core::magnitude_at_most(x.lower, bound.lower), core::magnitude_at_most(x.upper, bound.upper)};
    }
};

#include <actjet/core/guard_end.hpp>
