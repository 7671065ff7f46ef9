// How the numbers of an outcome are measured, over one pass of many images. What they mean stands in training.hpp.
#pragma once

#include "network.hpp"
#include "score.hpp"
#include "training.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace digits {

struct sum_of_squares {
    template <class T>
    constexpr T operator()(column<T> c) const {
        T total = 0;
        for (std::size_t r = 0; r < c.rows; ++r) {
            total += c[r] * c[r];
        }
        return total;
    }
};

struct variance {
    template <class T>
    constexpr T operator()(column<T> c) const {
        const T mean = sum{}(c) / static_cast<T>(c.rows);
        T total = 0;
        for (std::size_t r = 0; r < c.rows; ++r) {
            total += (c[r] - mean) * (c[r] - mean);
        }
        return total / static_cast<T>(c.rows);
    }
};

// In how many rows |value| < limit, or value = 0.
struct count_small {
    double limit;

    template <class T>
    constexpr T operator()(column<T> c) const {
        const T bound = static_cast<T>(limit);
        T count = 0;
        for (std::size_t r = 0; r < c.rows; ++r) {
            count += c[r] == 0 || (-bound < c[r] && c[r] < bound) ? T(1) : T(0);
        }
        return count;
    }
};

// reduce(column) of every column of a.
template <class Algebra, class Reduce, template <class...> class Vector, class T, class... Rest>
std::vector<T> columns(const Algebra& algebra, Reduce reduce, const Vector<T, Rest...>& a, int rows) {
    const auto r = static_cast<std::size_t>(rows);
    const std::size_t width = a.size() / r;
    typename Algebra::template vector<T> out(width);
    algebra.for_each(width,
                     reduce_columns<T, Reduce>{Algebra::span(a).data(), Algebra::span(out).data(), r, width, reduce});
    return Algebra::download(out);
}

template <class T>
double total(const std::vector<T>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

// After network::forward.
template <class Algebra, class T>
double signal(const Algebra& algebra, const pass<Algebra, T>& p) {
    const std::size_t last = p.y.size() - 2;  // the output layer is the last
    return std::sqrt(total(columns(algebra, variance{}, p.y[last], p.rows)) /
                     total(columns(algebra, variance{}, p.y.front(), p.rows)));
}

// After network::backward.
template <class Algebra, class T>
double gradient(const Algebra& algebra, const pass<Algebra, T>& p) {
    return std::sqrt(total(columns(algebra, sum_of_squares{}, p.delta.front(), p.rows)) /
                     total(columns(algebra, sum_of_squares{}, p.delta.back(), p.rows)));
}

struct unit_shares {
    double dead;
    double saturated;
};

// After network::forward. Overwrites p.y with what it was.
template <class Algebra, class T>
unit_shares units(const Algebra& algebra, const network<Algebra, T>& net, pass<Algebra, T>& p) {
    double dead = 0;
    double saturated = 0;
    double all = 0;
    for (std::size_t l = 0; l + 1 < p.z.size(); ++l) {
        typename Algebra::template vector<T> slope(p.z[l].size());
        net.slopes(p, l, slope);
        const std::vector<T> zero = columns(algebra, count_small{0}, slope, p.rows);
        const std::vector<T> small = columns(algebra, count_small{flat_slope}, slope, p.rows);
        const auto rows = static_cast<double>(p.rows);
        dead += static_cast<double>(std::count_if(zero.begin(), zero.end(), [=](T n) { return n == rows; }));
        saturated += static_cast<double>(
            std::count_if(small.begin(), small.end(), [=](T n) { return n >= saturated_share * rows; }));
        all += static_cast<double>(zero.size());
    }
    return {dead / all, saturated / all};
}

}  // namespace digits
