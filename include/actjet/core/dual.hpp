// A number that differentiates the formula it is put into: v + d epsilon with epsilon^2 = 0.
//
// On double the activations' own formulas take it, by the path of float64: so the tests check every derivative that is
// written by hand against its value formula. On other numbers they do not, since float32's path works on bits; what
// users' formulas call is in actjet/math.hpp.
#pragma once

#include <actjet/core/number.hpp>

#include <actjet/core/guard_begin.hpp>

namespace actjet::core {

// A number of a formula's text, whose derivative is 0 whatever meets it: inf times that would be NaN.
template <class C>
concept constant = std::is_arithmetic_v<C>;

template <class T>
struct dual {
    T v, d;

    dual() = default;
    ACTJET_HD dual(T value) : v(value), d(scalar_of<T>(0)) {}
    ACTJET_HD dual(scalar_of<T> value) requires(!std::same_as<T, scalar_of<T>>) : v(value), d(scalar_of<T>(0)) {}
    ACTJET_HD dual(T value, T slope) : v(value), d(slope) {}

    friend ACTJET_HD dual operator-(dual a) { return {-a.v, -a.d}; }
    friend ACTJET_HD dual operator+(dual a, dual b) { return {a.v + b.v, a.d + b.d}; }
    friend ACTJET_HD dual operator-(dual a, dual b) { return {a.v - b.v, a.d - b.d}; }
    friend ACTJET_HD dual operator*(dual a, dual b) { return {a.v * b.v, a.d * b.v + a.v * b.d}; }
    friend ACTJET_HD dual operator/(dual a, dual b) {
        const T quotient = a.v / b.v;
        return {quotient, (a.d - quotient * b.d) / b.v};
    }

    ACTJET_HD dual& operator+=(const dual& b) { return *this = *this + b; }
    ACTJET_HD dual& operator-=(const dual& b) { return *this = *this - b; }
    ACTJET_HD dual& operator*=(const dual& b) { return *this = *this * b; }
    ACTJET_HD dual& operator/=(const dual& b) { return *this = *this / b; }

    template <constant C>
    friend ACTJET_HD dual operator+(dual a, C b) {
        return {a.v + of(b), a.d};
    }
    template <constant C>
    friend ACTJET_HD dual operator+(C a, dual b) {
        return {of(a) + b.v, b.d};
    }
    template <constant C>
    friend ACTJET_HD dual operator-(dual a, C b) {
        return {a.v - of(b), a.d};
    }
    template <constant C>
    friend ACTJET_HD dual operator-(C a, dual b) {
        return {of(a) - b.v, -b.d};
    }
    template <constant C>
    friend ACTJET_HD dual operator*(dual a, C b) {
        return {a.v * of(b), a.d * of(b)};
    }
    template <constant C>
    friend ACTJET_HD dual operator*(C a, dual b) {
        return {of(a) * b.v, of(a) * b.d};
    }
    template <constant C>
    friend ACTJET_HD dual operator/(dual a, C b) {
        return {a.v / of(b), a.d / of(b)};
    }

    friend ACTJET_HD auto operator<(dual a, dual b) { return a.v < b.v; }
    friend ACTJET_HD auto operator<=(dual a, dual b) { return a.v <= b.v; }
    friend ACTJET_HD auto operator>(dual a, dual b) { return a.v > b.v; }
    friend ACTJET_HD auto operator>=(dual a, dual b) { return a.v >= b.v; }
    friend ACTJET_HD auto operator==(dual a, dual b) { return a.v == b.v; }
    friend ACTJET_HD auto operator!=(dual a, dual b) { return a.v != b.v; }

  private:
    template <constant C>
    static ACTJET_HD T of(C c) {
        return T(static_cast<scalar_of<T>>(c));
    }
};

template <class T>
inline constexpr bool is_dual = false;
template <class T>
inline constexpr bool is_dual<dual<T>> = true;

template <class T>
struct ops<dual<T>> {
    using scalar = scalar_of<T>;
    using mask = typename ops<T>::mask;
    using base = ops<T>;

    static ACTJET_HD dual<T> fma(dual<T> a, dual<T> b, dual<T> c) {
        return {base::fma(a.v, b.v, c.v), base::fma(a.d, b.v, base::fma(a.v, b.d, c.d))};
    }
    static ACTJET_HD dual<T> select(mask which, dual<T> yes, dual<T> no) {
        return {base::select(which, yes.v, no.v), base::select(which, yes.d, no.d)};
    }
    static ACTJET_HD mask unordered(dual<T> a, dual<T> b) { return base::unordered(a.v, b.v); }
    // The slope of |x| at -0 is -1, and at +0 it is 1.
    static ACTJET_HD dual<T> abs(dual<T> x) { return {base::abs(x.v), x.d * base::copysign(T(scalar(1)), x.v)}; }
    static ACTJET_HD dual<T> copysign(dual<T> magnitude, dual<T> sign) {
        const T one = T(scalar(1));
        return {base::copysign(magnitude.v, sign.v),
                magnitude.d * (base::copysign(one, magnitude.v) * base::copysign(one, sign.v))};
    }
    static ACTJET_HD dual<T> sqrt(dual<T> x) {
        const T root = base::sqrt(x.v);
        return {root, x.d / (root + root)};
    }
    static ACTJET_HD dual<T> reciprocal(dual<T> x) { return dual<T>(T(scalar(1))) / x; }
    // For float64's formulas alone.
    static ACTJET_HD dual<T> exp(dual<T> x) { return {base::exp(x.v), base::exp(x.v) * x.d}; }
    static ACTJET_HD dual<T> expm1(dual<T> x) { return {base::expm1(x.v), base::exp(x.v) * x.d}; }
    static ACTJET_HD dual<T> log1p(dual<T> x) { return {base::log1p(x.v), x.d / (T(scalar(1)) + x.v)}; }
    static ACTJET_HD dual<T> tanh(dual<T> x) {
        const T t = base::tanh(x.v), e = base::exp(-base::abs(x.v));
        const T sech = (e + e) / (T(scalar(1)) + e * e);
        return {t, x.d * (sech * sech)};
    }
};

}  // namespace actjet::core

#include <actjet/core/guard_end.hpp>
