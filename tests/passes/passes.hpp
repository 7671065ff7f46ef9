// What the tests of passes share: calls with sums, and the bits of results.
#pragma once

#include <actjet/actjet.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>
#include <vector>

namespace actjet::test {

template <class T>
auto bits_of(T x) {
    if constexpr (sizeof(T) == 8) {
        return std::bit_cast<std::uint64_t>(x);
    } else if constexpr (sizeof(T) == 4) {
        return std::bit_cast<std::uint32_t>(x);
    } else {
        return x.bits;
    }
}

template <class T>
std::vector<decltype(bits_of(T{}))> bits_of(const std::vector<T>& x) {
    std::vector<decltype(bits_of(T{}))> bits;
    for (const T& element : x) {
        bits.push_back(bits_of(element));
    }
    return bits;
}

// Numbers as elements of a type.
template <class T, class Number>
std::vector<T> converted(const std::vector<Number>& from) {
    std::vector<T> to;
    for (const Number x : from) {
        if constexpr (std::is_floating_point_v<T>) {
            to.push_back(static_cast<T>(x));
        } else {
            to.push_back(T(static_cast<float>(x)));
        }
    }
    return to;
}

// Runs a call with the workspace that it asks for.
inline void run(call c) {
    std::vector<std::max_align_t> workspace(c.workspace_bytes() / sizeof(std::max_align_t) + 1);
    c.set_workspace(std::as_writable_bytes(std::span(workspace)));
    c.run();
}

// What backward needs, with a workspace.
inline void run_backward(const any_activation& f, const input_view& x, const input_view& dy, const output_view& dx,
                         const backward_options& o) {
    run(call(ACTJET_BACKWARD, f, cpu, {x, dy, dx, o.bias, o.parameter, o.gradient_scale, o.dbias, o.dparameter},
             o.settings));
}

// The sum of core/sum.hpp, written anew: 32 and 32 in order, of these sums again, until one is left.
template <class T>
T tree_sum(std::vector<T> terms) {
    do {
        std::vector<T> sums;
        for (std::size_t i = 0; i < terms.size(); ++i) {
            if (i % 32 == 0) {
                sums.push_back(T(-0.0));
            }
            sums.back() = sums.back() + terms[i];
        }
        terms = sums;
    } while (terms.size() > 1);
    return terms.empty() ? T(-0.0) : terms[0];
}

}  // namespace actjet::test
