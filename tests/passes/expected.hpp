// What passes give, element by element, from the formulas of the activations in the headers and plain arithmetic, each
// operation rounded to float (double for float64): written apart from the library's passes.
#pragma once

#include "tensors.hpp"

#include <actjet/core/custom_formula.hpp>
#include <actjet/core/jet.hpp>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace actjet::test {

// f and f' at x, as they are computed for results of a type: not yet rounded to it.
template <class T>
core::jet<T> evaluate(const any_activation& activation, actjet_dtype target, T x);

// Of the library's, or of one's own.
inline std::string name_of(const any_activation& activation) {
    return activation.custom() ? activation.custom()->name : activation.info().name;
}

// The types whose results are the same bits on every place: float64's functions are the place's own. Of these the one
// that ACTJET_TEST_DTYPE names in the environment, where there is time for one.
inline std::vector<actjet_dtype> exact_dtypes() {
    if (const char* number = std::getenv("ACTJET_TEST_DTYPE")) {
        return {static_cast<actjet_dtype>(std::atoi(number))};
    }
    std::vector<actjet_dtype> dtypes{ACTJET_FLOAT32, ACTJET_FLOAT16, ACTJET_BFLOAT16};
    if (place() == ACTJET_CPU) {
        dtypes.push_back(ACTJET_FLOAT64);
    }
    return dtypes;
}

// A number as a tensor's element would hold it.
inline double rounded(actjet_dtype dtype, double x) {
    const tensor t = matrix(dtype, 1, 1);
    t.set(0, 0, x);
    return t.get(0, 0);
}

template <class T>
T sum_of_leaves_and_nodes(std::vector<T> terms) {
    while (terms.size() > 1) {
        std::vector<T> nodes;
        for (std::size_t i = 0; i < terms.size(); ++i) {
            if (i % 32 == 0) {
                nodes.push_back(terms[i]);
            } else {
                nodes.back() += terms[i];
            }
        }
        terms = nodes;
    }
    return terms.at(0);
}

inline bool same(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

// All elements of a tensor are what f(r, c) says, rounded to its type.
template <class F>
testing::AssertionResult holds(const tensor& t, F f) {
    for (std::size_t r = 0; r < t.rows; ++r) {
        for (std::size_t c = 0; c < t.columns; ++c) {
            const double expected = rounded(t.dtype, f(r, c));
            if (!same(t.get(r, c), expected)) {
                return testing::AssertionFailure()
                       << "(" << r << ", " << c << ") is " << t.get(r, c) << ", not " << expected;
            }
        }
    }
    return testing::AssertionSuccess();
}

}  // namespace actjet::test
