// Sums over the columns of a row in a fixed tree: the same bits on every place, whatever the width of a pack, the lanes
// and warps that share a row, and the layout.
//
// 1024 columns are a chunk, which is folded in half ten times: column c and column c + 512 are added, then c and c +
// 256, and so on until one number is left. 32 chunks are a block, whose sums are folded in half five times. The sums of
// blocks are the leaves of core::sum_tree. What a chunk or block lacks counts as -0, which changes nothing that it is
// added to: a row of n <= 1024 columns is folded from the least power of two on that is not below n.
//
// So nothing is moved about: a processor with packs folds whole packs, and at last the lanes of one. A lane l of a warp
// that has the columns l, l + 32, l + 64 ... folds what it holds itself, and then exchanges one number five times; and
// a block is the work of 32 warps or fewer.
//
// A term passes ceil(log2 n) additions where n <= 32768, else 15 and up to 31 in each level of the tree above. Each
// rounds once, so that a sum of n terms is off by at most that many 2^-24 (2^-53 in float64) of the sum of their
// magnitudes, to first order: (15 + 31 ceil(log_32 ceil(n / 32768))) 2^-24.
#pragma once

#include <actjet/core/sum.hpp>

#include <actjet/core/guard_begin.hpp>

namespace actjet::core {

inline constexpr int row_chunk = 1024;
inline constexpr int row_block = 32;  // chunks

// Of 2^k numbers, the sum of their fold in half. They are written over.
template <class T>
ACTJET_HD T folded(T* numbers, int count) {
    while (count > 1) {
        count /= 2;
        for (int i = 0; i < count; ++i) {
            numbers[i] = numbers[i] + numbers[i + count];
        }
    }
    return numbers[0];
}

// The tree above the chunks, given their sums one after the other.
template <class T>
class row_tree {
  public:
    void add(T chunk) {
        chunks_[held_++] = chunk;
        if (held_ == row_block) {
            close_block();
        }
    }
    T total() {
        if (held_ != 0) {
            close_block();
        }
        return blocks_.total();
    }

  private:
    void close_block() {
        while (held_ < row_block) {
            chunks_[held_++] = T(-0.0);
        }
        blocks_.add(folded(chunks_, row_block));
        held_ = 0;
    }

    sum_tree<T> blocks_;
    T chunks_[row_block];
    int held_ = 0;
};

// The fold of 2^k <= 32 numbers that come one after the other, in the order of position(): a number waits for the one
// that it is added to, so that there are five at most.
template <class T>
class fold_in_order {
  public:
    // Number i that comes.
    ACTJET_HD void add(int i, T x) {
        if ((i & 1) == 0) {
            waiting0_ = x;
        } else if (x = waiting0_ + x; (i & 2) == 0) {
            waiting1_ = x;
        } else if (x = waiting1_ + x; (i & 4) == 0) {
            waiting2_ = x;
        } else if (x = waiting2_ + x; (i & 8) == 0) {
            waiting3_ = x;
        } else if (x = waiting3_ + x; (i & 16) == 0) {
            waiting4_ = x;
        } else {
            x = waiting4_ + x;
        }
        last_ = x;
    }
    // After all.
    ACTJET_HD T sum() const { return last_; }

    // Where number i of 2^bits lies: the bits of i in reverse, so that neighbours are a half apart, neighbouring pairs
    // a quarter, and so on.
    static ACTJET_HD constexpr int position(int i, int bits) {
        const int reverse = (i & 1) << 4 | (i & 2) << 2 | (i & 4) | (i & 8) >> 2 | (i & 16) >> 4;
        return reverse >> (5 - bits);
    }

  private:
    T waiting0_{}, waiting1_{}, waiting2_{}, waiting3_{}, waiting4_{}, last_{};
};

}  // namespace actjet::core

#include <actjet/core/guard_end.hpp>
