#pragma once

#include "algebra.hpp"

#include <actjet/actjet.hpp>

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace digits {

// Eigen's products, on one thread. Eigen cuts its sums to fit the caches that it finds; told which caches to think of,
// it adds in the same order in every run and on every machine of one instruction set.
struct cpu_algebra {
    cpu_algebra() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    template <class T>
    using vector = std::vector<T>;

    actjet::cpu_place place() const { return actjet::cpu; }

    template <class T>
    static std::span<T> span(std::vector<T>& v) {
        return v;
    }
    template <class T>
    static std::span<const T> span(const std::vector<T>& v) {
        return v;
    }
    template <class T>
    static std::vector<T> upload(const std::vector<T>& host) {
        return host;
    }
    template <class T>
    static std::vector<T> download(const std::vector<T>& v) {
        return v;
    }

    template <class T>
    void multiply(matrix<const T> a, matrix<const T> b, matrix<T> c) const {
        using dense = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const Eigen::Map<const dense> left(a.data, a.rows, a.columns);
        const Eigen::Map<const dense> right(b.data, b.rows, b.columns);
        Eigen::Map<dense> product(c.data, c.rows, c.columns);
        if (a.transposed) {
            product.noalias() = left.transpose() * right;
        } else if (b.transposed) {
            product.noalias() = left * right.transpose();
        } else {
            product.noalias() = left * right;
        }
    }

    template <class F>
    void for_each(std::size_t n, F f) const {
        for (std::size_t i = 0; i < n; ++i) {
            f(i);
        }
    }
};

}  // namespace digits
