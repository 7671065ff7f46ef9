// Sums in a fixed tree: the same bits on every place, whatever the number of threads, the grid and the width of a pack.
//
// The terms are added in leaves of 32. A leaf along a column is added up in order. A leaf along a row is eight sums of
// every eighth term, each in order, and these in pairs: ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)). Of the
// leaves 32 and 32 are added up in order, of these sums again, until one is left. What a leaf or a node lacks counts as
// -0, which changes nothing. So a sum of n terms is off by at most (32 ceil(log_32 n) - 1) 2^-24 of the sum of their
// magnitudes in float32 (2^-53 in float64), to first order.
#pragma once

#include <actjet/core/number.hpp>

#include <actjet/core/exact_begin.hpp>

namespace actjet::core {

inline constexpr int sum_leaf = 32;    // terms of a leaf, and children of a node
inline constexpr int sum_lanes = 8;    // sums of a leaf along a row
inline constexpr int sum_levels = 13;  // 32^13 = 2^65

// What a leaf along a row comes to.
template <class T>
ACTJET_HD T sum_of_lanes(const T* s) {
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

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

}  // namespace actjet::core

#include <actjet/core/exact_end.hpp>
