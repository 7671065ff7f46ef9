// The formulas of the quick references, on any number type: long double in reference.cpp, packs of doubles in
// screen.cpp.
//
// Written from the mathematics alone, without a look at the library's formulas. T has the operators of a number,
// comparisons whose results select() takes, and the functions that are called here unqualified. Both sides of a select
// are computed: what the other side makes of x, a NaN even, is dropped.
#pragma once

#include "reference.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>

namespace actjet::reference::formulas {

// terms is the sum of the magnitudes of what the derivative is a sum of: next to a zero of the derivative its error is
// a rounding error of the terms.
template <class T>
struct jet {
    T value, derivative, terms;
};

// Where the terms do not cancel.
template <class T>
jet<T> plain(T value, T derivative) {
    return {value, derivative, abs(derivative)};
}

// 1 where the condition holds, else 0.
template <class T, class Mask>
T indicator(Mask which) {
    return select(which, T(1), T(0));
}

template <class T>
T square(T x) {
    return x * x;
}

// Infinities replaced by the largest number of which the cube is finite, where T has one, so that 0 * x is 0 there.
template <class T>
T finite(T x) {
    return smaller(larger(x, T(-1e1000L)), T(1e1000L));
}

// slope * x, and a zero of x's sign for a slope of zero, infinities included.
template <class T>
T scaled(long double slope, T x) {
    return T(slope) * (slope == 0 ? finite(x) : x);
}

// f(x) = x s(z) and f'(x) = s(z) + slope z s'(z), where s is the logistic function and slope is x z'(x) / z. For z < 0
// the two terms of f' cancel at its zero. In e (1 - slope |z| + e) / (1 + e)^2 they do so only after 1 - slope |z| was
// formed, without an error of note.
template <class T>
jet<T> gated(T x, T z, T slope) {
    const auto below = z < T(0);
    const T e = exp_of_minus(abs(z));
    const T d = T(1) + e;
    const T w = abs(finite(z)) * slope;
    const T above = T(1) + e + w * e;
    return {select(below, finite(x) * e, x) / d, select(below, e * (T(1) - w + e), above) / square(d),
            select(below, e * (T(1) + w + e), above) / square(d)};
}

template <class T>
jet<T> bent(T x, long double slope) {
    return plain(select(x > T(0), x, scaled(slope, x)), select(x > T(0), T(1), T(slope)));
}

template <class T>
jet<T> clamped(T x, T lower, T upper) {
    return plain(select(x < lower, lower, select(x > upper, upper, x)),
                 select(x > lower, indicator<T>(x < upper), T(0)));
}

template <class T>
jet<T> step(T x, const double*) {
    return plain(indicator<T>(x > T(0)), T(0));
}
template <class T>
jet<T> relu(T x, const double*) {
    return plain(select(x < T(0), T(0), x), indicator<T>(x > T(0)));
}
template <class T>
jet<T> relu6(T x, const double*) {
    return clamped(x, T(0), T(6));
}
template <class T>
jet<T> leaky_relu(T x, const double* p) {
    return bent(x, p[0]);
}
template <class T>
jet<T> rrelu(T x, const double* p) {
    return bent(x, (static_cast<long double>(p[0]) + p[1]) / 2);
}
template <class T>
jet<T> threshold(T x, const double* p) {
    const auto passes = x > T(p[0]);
    return plain(select(passes, x, T(p[1])), indicator<T>(passes));
}
template <class T>
jet<T> hardtanh(T x, const double* p) {
    return clamped(x, T(p[0]), T(p[1]));
}
template <class T>
jet<T> relu_squared(T x, const double*) {
    const T positive = select(x > T(0), x, T(0));
    return plain(square(positive), T(2) * positive);
}

template <class T>
jet<T> elu_scaled(T x, long double scale, long double alpha, long double width) {
    const auto [e, m] = exp_and_expm1(smaller(x, T(0)) / T(width));
    return plain(select(x > T(0), T(scale) * x, T(scale * alpha) * m),
                 select(x > T(0), T(scale), T(scale * alpha / width) * e));
}

template <class T>
jet<T> elu(T x, const double* p) {
    return elu_scaled(x, 1, p[0], 1);
}
template <class T>
jet<T> celu(T x, const double* p) {
    return elu_scaled(x, 1, p[0], p[0]);
}
template <class T>
jet<T> selu(T x, const double*) {
    return elu_scaled(x, 1.0507009873554804934193349852946L, 1.6732632423543772848170429916717L, 1);
}

template <class T>
jet<T> softplus_at(T x, long double beta) {
    const T z = T(beta) * x;
    const T e = exp_of_minus(abs(z));
    return plain(larger(x, T(0)) + log1p(e) / T(beta), select(z < T(0), e, T(1)) / (T(1) + e));
}

template <class T>
jet<T> softplus(T x, const double* p) {
    return softplus_at(x, p[0]);
}
template <class T>
jet<T> logsigmoid(T x, const double*) {
    const jet<T> mirrored = softplus_at(-x, 1);
    return plain(-mirrored.value, mirrored.derivative);
}

template <class T>
jet<T> exp(T x, const double*) {
    const T e = exp_of(x);
    return plain(e, e);
}

// The logistic function s(x) and s'(x).
template <class T>
jet<T> sigmoid(T x, const double*) {
    const T e = exp_of_minus(abs(x));
    const T d = T(1) + e;
    return plain(select(x < T(0), e, T(1)) / d, e / square(d));
}

template <class T>
jet<T> tanh(T x, const double*) {
    const auto [e, m] = exp_and_expm1(T(-2) * abs(x));
    const T d = T(1) + e;
    return plain(copysign(m / d, x), T(4) * e / square(d));
}

template <class T>
jet<T> softsign(T x, const double*) {
    const T d = T(1) + abs(x);
    return plain(finite(x) / (T(1) + abs(finite(x))), T(1) / square(d));
}

template <class T>
jet<T> hardsigmoid(T x, const double*) {
    const jet<T> middle = clamped(x, T(-3), T(3));
    return plain((middle.value + T(3)) / T(6), middle.derivative / T(6));
}

template <class T>
jet<T> silu(T x, const double*) {
    return gated(x, x, T(1));
}
template <class T>
jet<T> swish(T x, const double* p) {
    return gated(x, scaled(p[0], x), T(1));
}
template <class T>
jet<T> quick_gelu(T x, const double*) {
    return gated(x, T(1.702L) * x, T(1));
}

// x s(2u) with u = sqrt(2 / pi) (x + 0.044715 x^3): the same as x (1 + tanh u) / 2.
template <class T>
jet<T> gelu_tanh(T x, const double*) {
    constexpr long double scale = 2 * std::numbers::sqrt2_v<long double> * std::numbers::inv_sqrtpi_v<long double>;
    const T cubic = T(0.044715L) * finite(x) * finite(x);
    return gated(x, T(scale) * finite(x) * (T(1) + cubic), (T(1) + T(3) * cubic) / (T(1) + cubic));
}

// x Phi(x), Phi the normal distribution function. Beyond end its tail is below every number that matters.
template <class T>
jet<T> gelu(T x, const double*) {
    const T end = normal_tail_end(x);
    const T z = smaller(larger(x, -end), end);
    const T distribution = erfc(z / T(-std::numbers::sqrt2_v<long double>)) / T(2);
    constexpr long double at_zero = std::numbers::inv_sqrtpi_v<long double> / std::numbers::sqrt2_v<long double>;
    const T density = T(at_zero) * exp_of_minus(z * z / T(2));
    const auto left = x<-end, right = x> end;
    return {select(right, x, select(left, T(-0.0L), z * distribution)),
            select(right, T(1), select(left, T(-0.0L), distribution + z * density)), distribution + abs(z) * density};
}

// x tanh(log(1 + exp x)) = x n / d with n = t (2 + t), d = n + 2, t = exp x; f' = t (4 (x + 1) + t (4 x + 6) + 4 t^2 +
// t^3) / d^2. For x >= 0 both fractions are reduced by powers of t.
template <class T>
jet<T> mish(T x, const double*) {
    const auto below = x < T(0);
    const T a = abs(finite(x));
    const T e = exp_of_minus(abs(x));
    const T n = select(below, e * (T(2) + e), T(1) + T(2) * e);
    const T d = select(below, n + T(2), n + T(2) * e * e);
    const T above = T(1) + e * (T(4) + e * (T(6) + T(4) * a + e * T(4) * (T(1) + a)));
    const T left = e * (T(4) * (T(1) - a) + e * (T(6) - T(4) * a + e * (T(4) + e)));
    const T left_terms = e * (T(4) * (T(1) + a) + e * (T(6) + T(4) * a + e * (T(4) + e)));
    return {select(below, finite(x) * n, x * n) / d, select(below, left, above) / square(d),
            select(below, left_terms, above) / square(d)};
}

template <class T>
jet<T> hardswish(T x, const double*) {
    const auto left = x <= T(-3), right = x >= T(3);
    return plain(select(right, x, select(left, T(-0.0L), x * (x + T(3)) / T(6))),
                 select(right, T(1), select(left, T(0), (T(2) * x + T(3)) / T(6))));
}

template <class T>
jet<T> hardshrink(T x, const double* p) {
    const auto passes = abs(x) > T(p[0]);
    return plain(select(passes, x, copysign(T(0), x)), indicator<T>(passes));
}

template <class T>
jet<T> softshrink(T x, const double* p) {
    const auto passes = abs(x) > T(p[0]);
    return plain(copysign(select(passes, abs(x) - T(p[0]), T(0)), x), indicator<T>(passes));
}

// Below 1/2, x - tanh x is (x cosh x - sinh x) / cosh x, whose numerator is the sum of 2k / (2k + 1)! x^(2k + 1).
template <class T>
jet<T> tanhshrink(T x, const double*) {
    const T t = tanh(x, static_cast<const double*>(nullptr)).value;
    const T derivative = square(t);
    const T near = smaller(abs(x), T(0.5L));
    T power = near;  // x^(2k + 1) / (2k + 1)!
    T sum = T(0);
    for (int k = 1; k <= 8; ++k) {
        power = power * (square(near) / T(2 * k * (2 * k + 1)));
        sum = sum + T(2 * k) * power;
    }
    // 1 / cosh^2 = 1 - tanh^2.
    return plain(select(abs(x) < T(0.5L), copysign(sum * sqrt(T(1) - derivative), x), x - t), derivative);
}

template <class T>
jet<T> identity(T x, const double*) {
    return plain(x, T(1));
}

// A formula, and whether doubles hold its value and its derivative at every float32 without a rounding error, or with
// the same one for every input.
template <class T>
struct row {
    std::string_view name;
    std::size_t parameter_count;
    jet<T> (*evaluate)(T x, const double* parameters);
    bool value_is_exact = false, derivative_is_exact = false;
};

// In the order of actjet_activation.
template <class T>
inline constexpr std::array rows{
    row<T>{"step", 0, step, true, true},
    row<T>{"relu", 0, relu, true, true},
    row<T>{"relu6", 0, relu6, true, true},
    row<T>{"leaky_relu", 1, leaky_relu, true, true},
    row<T>{"prelu", 1, leaky_relu, true, true},
    row<T>{"rrelu", 2, rrelu, false, true},
    row<T>{"threshold", 2, threshold, true, true},
    row<T>{"hardtanh", 2, hardtanh, true, true},
    row<T>{"relu_squared", 0, relu_squared, true, true},
    row<T>{"elu", 1, elu},
    row<T>{"celu", 1, celu},
    row<T>{"selu", 0, selu},
    row<T>{"softplus", 1, softplus},
    row<T>{"logsigmoid", 0, logsigmoid},
    row<T>{"exp", 0, exp},
    row<T>{"sigmoid", 0, sigmoid},
    row<T>{"tanh", 0, tanh},
    row<T>{"softsign", 0, softsign},
    row<T>{"hardsigmoid", 0, hardsigmoid, false, true},
    row<T>{"silu", 0, silu},
    row<T>{"swish", 1, swish},
    row<T>{"gelu", 0, gelu},
    row<T>{"gelu_tanh", 0, gelu_tanh},
    row<T>{"quick_gelu", 0, quick_gelu},
    row<T>{"mish", 0, mish},
    row<T>{"hardswish", 0, hardswish},
    row<T>{"hardshrink", 1, hardshrink, true, true},
    row<T>{"softshrink", 1, softshrink, false, true},
    row<T>{"tanhshrink", 0, tanhshrink},
    row<T>{"identity", 0, identity, true, true},
};

}  // namespace actjet::reference::formulas
