// What networks do element by element, row by row or unit by unit, beside their activations. Each is called with an
// index, in any order or at once, and writes to nothing that another index reads or writes. All of it is constexpr, so
// that nvcc compiles it for both sides (--expt-relaxed-constexpr). Matrices are row-major.
#pragma once

#include <cstddef>

namespace digits {

// out[r] = in[order[r]] for rows of `width` elements.
template <class T>
struct gather {
    const T* in;
    const int* order;
    T* out;
    std::size_t width;

    constexpr void operator()(std::size_t i) const {
        out[i] = in[static_cast<std::size_t>(order[i / width]) * width + i % width];
    }
};

// Row r of out is row r of in less its greatest element, so that no exponential overflows.
template <class T>
struct subtract_row_maximum {
    const T* in;
    T* out;
    std::size_t width;

    constexpr void operator()(std::size_t r) const {
        const T* row = in + r * width;
        T greatest = row[0];
        for (std::size_t j = 1; j < width; ++j) {
            greatest = row[j] > greatest ? row[j] : greatest;
        }
        for (std::size_t j = 0; j < width; ++j) {
            out[r * width + j] = row[j] - greatest;
        }
    }
};

// From the exponentials to the gradient of the mean cross-entropy: (softmax - [j = label]) / rows, in place.
template <class T>
struct cross_entropy_gradient {
    const int* labels;
    T* a;
    std::size_t width;
    T rows;

    constexpr void operator()(std::size_t r) const {
        T* row = a + r * width;
        T sum = 0;
        for (std::size_t j = 0; j < width; ++j) {
            sum += row[j];
        }
        for (std::size_t j = 0; j < width; ++j) {
            row[j] = (row[j] / sum - (static_cast<int>(j) == labels[r] ? T(1) : T(0))) / rows;
        }
    }
};

// A unit's values for all images.
template <class T>
struct column {
    const T* first;
    std::size_t rows;
    std::size_t width;

    constexpr T operator[](std::size_t r) const { return first[r * width]; }
};

// out[j] = reduce(column j).
template <class T, class Reduce>
struct reduce_columns {
    const T* a;
    T* out;
    std::size_t rows;
    std::size_t width;
    Reduce reduce;

    constexpr void operator()(std::size_t j) const { out[j] = reduce(column<T>{a + j, rows, width}); }
};

struct sum {
    template <class T>
    constexpr T operator()(column<T> c) const {
        T total = 0;
        for (std::size_t r = 0; r < c.rows; ++r) {
            total += c[r];
        }
        return total;
    }
};

// Gradient descent with momentum: v = momentum v + g, w = w - rate v.
template <class T>
struct descend {
    const T* gradient;
    T* velocity;
    T* weights;
    T rate;
    T momentum;

    constexpr void operator()(std::size_t i) const {
        velocity[i] = momentum * velocity[i] + gradient[i];
        weights[i] -= rate * velocity[i];
    }
};

}  // namespace digits
