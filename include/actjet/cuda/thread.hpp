// What a thread of an elementwise kernel does, as a function of its position: it compiles for the host as well, where a
// test runs every thread of a launch one after the other.
//
// A thread takes a tile: some groups of 16 bytes of every array, a block's width apart. It issues all loads of the tile
// before it uses the first. Tiles on the grid and inside the arrays are moved by 16-byte accesses alone. In the others,
// an array that lies off the grid, and a group that reaches past the arrays, are moved element by element; the
// arithmetic in between is the same code. Each element belongs to one thread, for all arrays, and is read before it is
// written: that is why a call may work in place.
#pragma once

#include <actjet/cuda/group.hpp>

#include <actjet/passes/elementwise.hpp>

namespace actjet::device {

// The arrays of a pass.
template <class Pass>
struct arrays {
    const void* in[passes::inputs<Pass>];
    void* out[passes::outputs<Pass>];
};

// The same by the addresses where group 0 begins, up to 16 bytes before the arrays, as a thread takes them.
template <class Pass>
arrays<Pass> from_group_0(arrays<Pass> a, const tiling& t, std::size_t element_size) {
    const std::size_t before = t.shift * element_size;
    for (const void*& in : a.in) {
        in = reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(in) - before);
    }
    for (void*& out : a.out) {
        out = reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(out) - before);
    }
    return a;
}

// A plain call, as a kernel takes it: its arrays by the addresses where group 0 begins.
template <class Pass>
struct plain_call {
    arrays<Pass> moved;
    tiling tiles;
};

// Where a thread stands in its launch: its numbers, and how many of each there are.
struct position {
    unsigned thread, block;
    unsigned block_size, grid_size;
};

template <class Pass, class Element, int Accesses>
struct tile_of {
    using group_of = group<Element>;
    using compute = typename group_of::compute;

    const arrays<Pass>& a;
    const tiling& t;
    std::size_t first;   // group
    std::size_t stride;  // groups from one access to the next
    bool whole;          // 16-byte accesses move all of the tile
    group_of in[passes::inputs<Pass>][Accesses];
    group_of out[passes::outputs<Pass>][Accesses];

    ACTJET_HD std::size_t group_at(int access) const { return first + access * stride; }

    // Whether a 16-byte access moves this group of array k, inputs first.
    ACTJET_HD bool plain(int k, int access) const {
        return (t.misaligned >> k & 1) == 0 && group_at(access) - t.whole_begin < t.whole_groups;
    }

    ACTJET_HD void load(int k, int access) {
        in[k][access].load(static_cast<const char*>(a.in[k]) + group_at(access) * group_bytes);
    }
    ACTJET_HD void store(int k, int access) const {
        out[k][access].store(static_cast<char*>(a.out[k]) + group_at(access) * group_bytes);
    }

    // Elements are counted from the beginning of group 0. Those before the arrays wrap to numbers that are too large.
    ACTJET_HD std::size_t element_at(int access, int j) const { return group_at(access) * group_of::size + j; }
    ACTJET_HD bool exists(std::size_t element) const { return element - t.shift < t.n; }

    ACTJET_HD void load_elements(int k, int access) {
        unrolled<group_of::size>([&](int j) {
            const std::size_t at = element_at(access, j);
            in[k][access].set(j, exists(at) ? static_cast<const Element*>(a.in[k])[at] : Element{});
        });
    }
    ACTJET_HD void store_elements(int k, int access) const {
        unrolled<group_of::size>([&](int j) {
            if (const std::size_t at = element_at(access, j); exists(at)) {
                static_cast<Element*>(a.out[k])[at] = out[k][access].element(j);
            }
        });
    }

    // move(k, access) for all groups of Count arrays.
    template <int Count, class F>
    static ACTJET_HD void each(const F& move) {
        unrolled<Count>([&](int k) { unrolled<Accesses>([&](int access) { move(k, access); }); });
    }

    ACTJET_HD void load() {
        if (whole) {
            each<passes::inputs<Pass>>([&](int k, int access) { load(k, access); });
        } else {
            each<passes::inputs<Pass>>(
                [&](int k, int access) { plain(k, access) ? load(k, access) : load_elements(k, access); });
        }
    }

    ACTJET_HD void store() const {
        if (whole) {
            each<passes::outputs<Pass>>([&](int k, int access) { store(k, access); });
        } else {
            each<passes::outputs<Pass>>([&](int k, int access) {
                plain(passes::inputs<Pass> + k, access) ? store(k, access) : store_elements(k, access);
            });
        }
    }

    template <class F>
    ACTJET_HD void apply(const F& f) {
        using number = core::number_of<F, compute>;
        each<group_of::size / group_of::step>([&](int j, int access) {
            compute results[passes::outputs<Pass>][group_of::step];
            unrolled<group_of::step>([&](int s) {
                number x[passes::inputs<Pass>], y[passes::outputs<Pass>];
                unrolled<passes::inputs<Pass>>(
                    [&](int k) { x[k] = core::widen(in[k][access].element(j * group_of::step + s)); });
                passes::apply_plain<Pass>(f, x, y);
                unrolled<passes::outputs<Pass>>([&](int k) { results[k][s] = static_cast<compute>(y[k]); });
            });
            unrolled<passes::outputs<Pass>>([&](int k) { out[k][access].set_nearest(j * group_of::step, results[k]); });
        });
    }
};

template <class Pass, class Element, int Accesses, class F>
ACTJET_HD void run_thread(const F& f, const arrays<Pass>& a, const tiling& t, const position& p) {
    const std::size_t per_block = std::size_t{p.block_size} * Accesses;
    for (std::size_t first = p.block * per_block + p.thread; first < t.groups; first += p.grid_size * per_block) {
        const std::size_t last = first + (Accesses - 1) * p.block_size;
        const bool whole = first - t.whole_begin < t.plain_groups && last - t.whole_begin < t.plain_groups;
        tile_of<Pass, Element, Accesses> tile{a, t, first, p.block_size, whole, {}, {}};
        tile.load();
        tile.apply(f);
        tile.store();
    }
}

}  // namespace actjet::device
