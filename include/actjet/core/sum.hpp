// Sums in a fixed tree: the same bits on every place, whatever the number of threads, the grid and the width of a pack.
//
// Of the terms 32 and 32, down a column or along a row, are added up in order, and are a leaf; of the leaves 32 and 32
// are added up in order, of these sums again, until one is left. What a leaf or a node lacks counts as -0, which
// changes nothing. So a sum of n terms is off by at most (31 ceil(log_32 n)) 2^-24 of the sum of their magnitudes in
// float32 (2^-53 in float64), to first order.
#pragma once

#include <actjet/core/number.hpp>

#include <cstdint>

#include <actjet/core/guard_begin.hpp>

namespace actjet::core {

inline constexpr int sum_leaf = 32;    // terms of a leaf, and children of a node
inline constexpr int sum_levels = 13;  // 32^13 = 2^65

// The tree above the leaves, given their sums one after the other. -0 changes nothing that it is added to, and so is
// what a sum of nothing is.
template <class T>
class sum_tree {
  public:
    ACTJET_HD sum_tree() {
        for (int level = 0; level < sum_levels; ++level) {
            sums_[level] = T(-0.0);
            held_[level] = 0;
        }
    }

    ACTJET_HD void add(T leaf) {
        for (int level = 0; level < sum_levels; ++level) {
            sums_[level] = sums_[level] + leaf;
            if (++held_[level] < sum_leaf) {
                return;
            }
            leaf = sums_[level];
            sums_[level] = T(-0.0);
            held_[level] = 0;
        }
    }

    ACTJET_HD T total() const {
        T sum = T(-0.0);
        for (int level = 0; level < sum_levels; ++level) {
            sum = sums_[level] + sum;
        }
        return sum;
    }

  private:
    T sums_[sum_levels];
    unsigned char held_[sum_levels];
};

// The sum of n leaves that lie one after the other.
template <class T>
ACTJET_HD T sum_of_leaves(const T* leaves, std::uint64_t n) {
    // A node of 32 leaves is to the tree above it what a leaf is to the whole.
    sum_tree<T> nodes;
    for (std::uint64_t begin = 0; begin < n; begin += sum_leaf) {
        T node = T(-0.0);
        for (std::uint64_t i = begin; i < begin + sum_leaf && i < n; ++i) {
            node = node + leaves[i];
        }
        nodes.add(node);
    }
    return nodes.total();
}

}  // namespace actjet::core

#include <actjet/core/guard_end.hpp>
