// What the model does beside its activations, element by element or row by row. Each is called with an index, in any
// order or at once, and writes to nothing that another index reads or writes. An output is computed by one call, in one
// order, of operations that IEEE 754 rounds in one way only (fma, +, -, *, /, sqrt): its bits are the same everywhere,
// as long as the compiler contracts nothing (actjet_flags). All of it is constexpr, so that nvcc compiles it for both
// sides
// (--expt-relaxed-constexpr).
#pragma once

#include <actjet/view.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>

namespace swiglu {

// What elements of a type are computed in: float for float and the 16-bit types.
template <class T>
using wide = std::conditional_t<std::is_same_v<std::remove_cv_t<T>, double>, double, float>;

template <class T>
constexpr wide<T> at(const actjet::view<T>& v, std::size_t row, std::size_t column) {
    return static_cast<wide<T>>(v.data[static_cast<std::ptrdiff_t>(row) * v.row_stride +
                                       static_cast<std::ptrdiff_t>(column) * v.column_stride]);
}

template <class T>
constexpr actjet::view<T> transpose(const actjet::view<T>& v) {
    return {v.data, v.columns, v.rows, v.column_stride, v.row_stride};
}

// c = a b for a c without gaps: an element is the sum over k of a(row, k) b(k, column), from the first k on, and is
// rounded to the type of c once.
template <class T, class U>
struct product {
    actjet::view<const T> a;
    actjet::view<const T> b;
    actjet::view<U> c;

    constexpr void operator()(std::size_t i) const {
        const std::size_t row = i / c.columns, column = i % c.columns;
        wide<U> sum = 0;
        for (std::size_t k = 0; k < a.columns; ++k) {
            sum = std::fma(static_cast<wide<U>>(at(a, row, k)), static_cast<wide<U>>(at(b, k, column)), sum);
        }
        c.data[i] = static_cast<U>(sum);
    }
};

// out[i] = a[i] + b[i].
template <class T>
struct add {
    const T* a;
    const T* b;
    T* out;

    constexpr void operator()(std::size_t i) const { out[i] = a[i] + b[i]; }
};

template <class T>
struct clear {
    T* out;

    constexpr void operator()(std::size_t i) const { out[i] = 0; }
};

// RMS normalisation of a row: out = gain x inverse, with inverse = 1 / sqrt(mean of x^2 + epsilon), which the gradients
// read again.
template <class T>
struct normalise {
    static constexpr double epsilon = 1e-5;

    const wide<T>* x;
    const wide<T>* gain;
    wide<T>* inverse;
    T* out;
    std::size_t width;

    constexpr void operator()(std::size_t r) const {
        const wide<T>* row = x + r * width;
        wide<T> squares = 0;
        for (std::size_t j = 0; j < width; ++j) {
            squares = std::fma(row[j], row[j], squares);
        }
        const wide<T> factor = 1 / std::sqrt(squares / static_cast<wide<T>>(width) + static_cast<wide<T>>(epsilon));
        inverse[r] = factor;
        for (std::size_t j = 0; j < width; ++j) {
            out[r * width + j] = static_cast<T>(row[j] * factor * gain[j]);
        }
    }
};

// The gradient of a row's normalisation, added to dx. With n = x inverse and d = gain dout it is
// inverse (d - n mean(d n)).
template <class T>
struct normalise_gradient {
    const wide<T>* x;
    const wide<T>* gain;
    const wide<T>* inverse;
    const T* dout;
    wide<T>* dx;
    std::size_t width;

    constexpr void operator()(std::size_t r) const {
        const std::size_t first = r * width;
        const wide<T> factor = inverse[r];
        wide<T> sum = 0;
        for (std::size_t j = first; j < first + width; ++j) {
            sum = std::fma(static_cast<wide<T>>(dout[j]) * gain[j - first], x[j] * factor, sum);
        }
        const wide<T> mean = sum / static_cast<wide<T>>(width);
        for (std::size_t j = first; j < first + width; ++j) {
            const wide<T> d = static_cast<wide<T>>(dout[j]) * gain[j - first];
            dx[j] = std::fma(factor, std::fma(-mean, x[j] * factor, d), dx[j]);
        }
    }
};

// The gradient with respect to one gain: the sum over the rows of dout x inverse.
template <class T>
struct gain_gradient {
    const wide<T>* x;
    const wide<T>* inverse;
    const T* dout;
    wide<T>* dgain;
    std::size_t rows;
    std::size_t width;

    constexpr void operator()(std::size_t j) const {
        wide<T> sum = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            sum = std::fma(static_cast<wide<T>>(dout[r * width + j]), x[r * width + j] * inverse[r], sum);
        }
        dgain[j] = sum;
    }
};

}  // namespace swiglu
