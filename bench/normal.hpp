// Random data of a benchmark: numbers of N(0, 1), the same on host and device but for the last bits of the mathematics.
#pragma once

#include <host/validation/digests/hash.hpp>

#include <actjet/core/half.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace actjet::bench {

// Number i of a stream: Box and Muller's, of the two halves of a hash (Box and Muller, A Note on the Generation of
// Random Normal Deviates, Annals of Mathematical Statistics 29, 1958).
ACTJET_HD float normal(std::uint64_t i, unsigned seed) {
    const std::uint64_t random = validation::mix64(i + (static_cast<std::uint64_t>(seed + 1) << 40));
    const float radius = (static_cast<float>(random >> 40) + 0.5f) * 0x1p-24f;  // in (0, 1)
    const float turns = static_cast<float>(random & 0xffffff) * 0x1p-24f;
    return std::sqrt(-2 * std::log(radius)) * std::cos(6.2831853f * turns);
}

template <class Element>
ACTJET_HD Element normal_element(std::uint64_t i, unsigned seed) {
    return core::narrow<Element>(normal(i, seed));
}

// Returns f(element) with a number of the dtype: 0.0f and so on.
template <class F>
decltype(auto) visit_element(actjet_dtype dtype, F&& f) {
    switch (dtype) {
        case ACTJET_FLOAT32:
            return f(float{});
        case ACTJET_FLOAT64:
            return f(double{});
        case ACTJET_FLOAT16:
            return f(float16{});
        case ACTJET_BFLOAT16:
            return f(bfloat16{});
        case ACTJET_BOOL:
            break;
    }
    throw std::logic_error("unknown dtype");
}

inline std::size_t element_bytes(actjet_dtype dtype) {
    return visit_element(dtype, [](auto element) { return sizeof element; });
}

}  // namespace actjet::bench
