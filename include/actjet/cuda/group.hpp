// Sixteen bytes of elements in registers: how they are moved, taken apart and put together.
#pragma once

#include <actjet/cuda/tiling.hpp>

#include <actjet/core/half.hpp>

#include <bit>
#include <concepts>
#include <cstring>
#include <utility>

namespace actjet::device {

// f(0), f(1), ... f(N - 1), written out on the device: arrays indexed by constants alone stay in registers.
template <int N, class F>
ACTJET_HD void unrolled(const F& f) {
#if defined(__CUDA_ARCH__)
#pragma unroll
#endif
    for (int i = 0; i < N; ++i) {
        f(i);
    }
}

template <class Element>
struct group {
    using compute = core::compute_of<Element>;
    static constexpr int size = group_bytes / sizeof(Element);
    // Two 16-bit elements are put together at a time, because one instruction rounds both.
    static constexpr int step = sizeof(Element) == 2 ? 2 : 1;

    std::uint32_t words[group_bytes / 4];

    // from lies on a 16-byte boundary.
    ACTJET_HD void load(const void* from) {
#if defined(__CUDA_ARCH__)
        const uint4 all = *static_cast<const uint4*>(from);
        words[0] = all.x, words[1] = all.y, words[2] = all.z, words[3] = all.w;
#else
        std::memcpy(words, __builtin_assume_aligned(from, group_bytes), group_bytes);
#endif
    }

    ACTJET_HD void store(void* to) const {
#if defined(__CUDA_ARCH__)
        // In so many words: the compiler takes a plain store of 16 bytes apart and does not always find together again.
        asm volatile("st.global.v4.u32 [%0], {%1, %2, %3, %4};"
                     :
                     : "l"(__cvta_generic_to_global(to)), "r"(words[0]), "r"(words[1]), "r"(words[2]), "r"(words[3])
                     : "memory");
#else
        std::memcpy(__builtin_assume_aligned(to, group_bytes), words, group_bytes);
#endif
    }

    ACTJET_HD Element element(int j) const {
        if constexpr (std::same_as<Element, double>) {
#if defined(__CUDA_ARCH__)
            return __hiloint2double(static_cast<int>(words[2 * j + 1]), static_cast<int>(words[2 * j]));
#else
            return std::bit_cast<double>(static_cast<std::uint64_t>(words[2 * j + 1]) << 32 | words[2 * j]);
#endif
        } else if constexpr (std::same_as<Element, float>) {
            return core::ops<float>::from_bits(words[j]);
        } else {
            return Element::from_bits(static_cast<std::uint16_t>(words[j / 2] >> (j % 2 * 16)));
        }
    }

    // Elements are set in order, from the first of the group.
    ACTJET_HD void set(int j, Element e) {
        if constexpr (std::same_as<Element, double>) {
#if defined(__CUDA_ARCH__)
            words[2 * j] = static_cast<std::uint32_t>(__double2loint(e));
            words[2 * j + 1] = static_cast<std::uint32_t>(__double2hiint(e));
#else
            const auto bits = std::bit_cast<std::uint64_t>(e);
            words[2 * j] = static_cast<std::uint32_t>(bits);
            words[2 * j + 1] = static_cast<std::uint32_t>(bits >> 32);
#endif
        } else if constexpr (std::same_as<Element, float>) {
            words[j] = core::ops<float>::bits(e);
        } else {
            words[j / 2] = j % 2 ? words[j / 2] | static_cast<std::uint32_t>(e.bits) << 16 : e.bits;
        }
    }

    // The elements from j on become those nearest to values.
    ACTJET_HD void set_nearest(int j, const compute (&values)[step]) {
        if constexpr (step == 2) {
            words[j / 2] = core::narrow_pair<Element>(values[0], values[1]);
        } else {
            set(j, values[0]);
        }
    }
};

}  // namespace actjet::device
