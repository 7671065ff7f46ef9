// Launches on the host: every thread of a grid, one after the other, runs what a thread of the CUDA kernel runs.
#pragma once

#include <actjet/cuda/thread.hpp>
#include "cuda/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace actjet::test {

// Exact on small integers in every element type, and not idempotent: in place, an element that were computed twice
// would show it.
struct successor {
    template <class T>
    core::jet<T> eval(T x) const {
        return {x + T(1), x + T(2)};
    }
    template <class T>
    core::jet<T> kept(T, core::jet<T> raw) const {
        return raw;
    }
    template <class T>
    T gradient_of(T, T dy, T derivative) const {
        return dy * derivative;
    }
};

// Elements at a chosen offset from a 64-byte boundary, between two stretches of memory that nobody may write.
template <class Element>
class fenced {
  public:
    fenced(std::size_t n, std::size_t offset, std::uint8_t fill = 0xa5)
        : n_(n), bytes_(2 * fence + (n + offset) * sizeof(Element) + 64, fill), fill_(fill) {
        const auto address = reinterpret_cast<std::uintptr_t>(bytes_.data()) + fence;
        begin_ = (address + 63) / 64 * 64 - address + fence + offset * sizeof(Element);
    }

    Element* data() { return reinterpret_cast<Element*>(bytes_.data() + begin_); }
    Element& operator[](std::size_t i) { return data()[i]; }

    bool fences_stand() const {
        const auto untouched = [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) {
                if (bytes_[i] != fill_) {
                    return false;
                }
            }
            return true;
        };
        return untouched(0, begin_) && untouched(begin_ + n_ * sizeof(Element), bytes_.size());
    }

  private:
    static constexpr std::size_t fence = 64;
    std::size_t n_;
    std::vector<std::uint8_t> bytes_;
    std::uint8_t fill_;
    std::size_t begin_;
};

template <class Pass, class Element>
device::tiling tiling_of(const device::arrays<Pass>& a, std::size_t n) {
    return device::tile(n, sizeof(Element), a.in, passes::inputs<Pass>, a.out, passes::outputs<Pass>);
}

// Blocks [first, last) of a launch on these arrays.
template <class Pass, class Element, int Accesses, class F>
void run_blocks(const F& f, const device::arrays<Pass>& a, const device::geometry& g, unsigned first, unsigned last) {
    const auto shifted = device::from_group_0(a, g.tiles, sizeof(Element));
    for (unsigned block = first; block < last; ++block) {
        for (unsigned thread = 0; thread < g.block_size; ++thread) {
            device::run_thread<Pass, Element, Accesses>(f, shifted, g.tiles,
                                                        {thread, block, g.block_size, g.grid_size});
        }
    }
}

}  // namespace actjet::test
