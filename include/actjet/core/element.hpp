// Which types are elements: numbers of the four formats, under whatever name, and pairs of two 16-bit numbers.
#pragma once

#include <actjet/core/half.hpp>

#include <cstring>

struct __half;
struct __half2;
struct __nv_bfloat16;
struct __nv_bfloat162;

namespace actjet {

// Two elements side by side, as in CUDA's __half2 and __nv_bfloat162.
struct alignas(4) float16x2 {
    float16 x, y;
};
struct alignas(4) bfloat16x2 {
    bfloat16 x, y;
};

}  // namespace actjet

namespace actjet::core {

// The format of an element's numbers, float, double, float16 or bfloat16, and how many it holds.
template <class Format, int Lanes>
struct holds {
    using format = Format;
    static constexpr int lanes = Lanes;
};
template <class Element>
struct element_traits;
template <>
struct element_traits<float> : holds<float, 1> {};
template <>
struct element_traits<double> : holds<double, 1> {};
template <>
struct element_traits<float16> : holds<float16, 1> {};
template <>
struct element_traits<bfloat16> : holds<bfloat16, 1> {};
template <>
struct element_traits<float16x2> : holds<float16, 2> {};
template <>
struct element_traits<bfloat16x2> : holds<bfloat16, 2> {};
template <>
struct element_traits<__half> : holds<float16, 1> {};
template <>
struct element_traits<__nv_bfloat16> : holds<bfloat16, 1> {};
template <>
struct element_traits<__half2> : holds<float16, 2> {};
template <>
struct element_traits<__nv_bfloat162> : holds<bfloat16, 2> {};
// The device compiler breaks off at _Float16, and g++ 12 has it in C++ for x86 alone.
#if defined(__FLT16_MANT_DIG__) && !defined(__CUDACC__) && (defined(__SSE2__) || defined(__clang__) || __GNUC__ >= 13)
template <>
struct element_traits<_Float16> : holds<float16, 1> {};  // std::float16_t too
#endif
#if defined(__STDCPP_BFLOAT16_T__)
template <>
struct element_traits<decltype(0.0bf16)> : holds<bfloat16, 1> {};  // std::bfloat16_t
#endif

template <class T>
concept is_element = requires {
    element_traits<T>::lanes;
};

template <is_element T>
using format_of = typename element_traits<T>::format;

// A bit pattern as another type of its size: the pairs of CUDA's headers are not trivially copyable.
template <class To, class From>
ACTJET_HD To same_bits(const From& from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(static_cast<void*>(&to), &from, sizeof to);
    return to;
}

// Number k of an element, as the type that it is computed in, exactly.
template <is_element T>
ACTJET_HD compute_of<format_of<T>> widen_lane(const T& x, int k) {
    if constexpr (element_traits<T>::lanes == 2) {
        return widen(format_of<T>::from_bits(static_cast<std::uint16_t>(same_bits<std::uint32_t>(x) >> (16 * k))));
    } else {
        return widen(same_bits<format_of<T>>(x));
    }
}

// The element nearest to its numbers.
template <is_element T>
ACTJET_HD T narrow_lanes(const compute_of<format_of<T>> (&numbers)[element_traits<T>::lanes]) {
    if constexpr (element_traits<T>::lanes == 2) {
        return same_bits<T>(narrow_pair<format_of<T>>(numbers[0], numbers[1]));
    } else {
        return same_bits<T>(narrow<format_of<T>>(numbers[0]));
    }
}

}  // namespace actjet::core
