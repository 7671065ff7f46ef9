// A number that differentiates the formula it is put into: v + d epsilon with epsilon^2 = 0. As an actjet number type
// it takes the path of float64, and so checks every hand-written derivative against its own value formula.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::test {

struct dual {
    double v, d;
    dual(double value = 0, double slope = 0) : v(value), d(slope) {}

    friend dual operator-(dual a) { return {-a.v, -a.d}; }
    friend dual operator+(dual a, dual b) { return {a.v + b.v, a.d + b.d}; }
    friend dual operator-(dual a, dual b) { return {a.v - b.v, a.d - b.d}; }
    friend dual operator*(dual a, dual b) { return {a.v * b.v, a.d * b.v + a.v * b.d}; }
    friend dual operator/(dual a, dual b) { return {a.v / b.v, (a.d * b.v - a.v * b.d) / (b.v * b.v)}; }
    friend bool operator<(dual a, dual b) { return a.v < b.v; }
    friend bool operator<=(dual a, dual b) { return a.v <= b.v; }
    friend bool operator>(dual a, dual b) { return a.v > b.v; }
    friend bool operator>=(dual a, dual b) { return a.v >= b.v; }
    friend bool operator==(dual a, dual b) { return a.v == b.v; }
    friend bool operator!=(dual a, dual b) { return a.v != b.v; }
};

}  // namespace actjet::test

namespace actjet::core {

template <>
struct ops<test::dual> {
    using dual = test::dual;
    using scalar = double;
    using mask = bool;

    static dual fma(dual a, dual b, dual c) { return {std::fma(a.v, b.v, c.v), a.d * b.v + a.v * b.d + c.d}; }
    static dual select(bool which, dual yes, dual no) { return which ? yes : no; }
    static dual abs(dual x) { return std::signbit(x.v) ? -x : x; }
    static dual copysign(dual magnitude, dual sign) {
        return std::signbit(magnitude.v) == std::signbit(sign.v) ? magnitude : -magnitude;
    }
    static dual reciprocal(dual x) { return dual(1) / x; }
    static dual exp(dual x) { return {std::exp(x.v), std::exp(x.v) * x.d}; }
    static dual expm1(dual x) { return {std::expm1(x.v), std::exp(x.v) * x.d}; }
    static dual log1p(dual x) { return {std::log1p(x.v), x.d / (1 + x.v)}; }
    static dual tanh(dual x) {
        const double c = std::cosh(x.v);
        return {std::tanh(x.v), x.d / (c * c)};
    }
};

}  // namespace actjet::core
