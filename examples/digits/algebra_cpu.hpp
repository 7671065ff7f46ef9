#pragma once

#include "algebra.hpp"
#include "machine_cpu.hpp"

#include <Eigen/Core>

namespace digits {

// Eigen's products, on one thread. Eigen cuts its sums to fit the caches that it finds; told which caches to think of,
// it adds in the same order in every run and on every machine of one instruction set.
struct cpu_algebra : machine_cpu {
    cpu_algebra() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

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
};

}  // namespace digits
