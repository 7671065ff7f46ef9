#pragma once

#include <actjet/actjet.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace digits {

// Memory and loops of the CPU, with what a machine has: machine_cuda.cuh has the same of a GPU.
//     vector<T>             a buffer
//     place()               where actjet runs
//     span(v)               the elements of a vector as a std::span, for actjet
//     upload(h), download(v)  a vector from a std::vector, and back
//     for_each(n, f)        f(0) ... f(n - 1), in any order
struct machine_cpu {
    template <class T>
    using vector = std::vector<T>;

    actjet::cpu_place place() const { return actjet::cpu; }

    template <class T>
    static std::span<T> span(std::vector<T>& v) {
        return v;
    }
    template <class T>
    static std::span<const T> span(const std::vector<T>& v) {
        return v;
    }
    template <class T>
    static std::vector<T> upload(const std::vector<T>& host) {
        return host;
    }
    template <class T>
    static std::vector<T> download(const std::vector<T>& v) {
        return v;
    }

    template <class F>
    void for_each(std::size_t n, F f) const {
        for (std::size_t i = 0; i < n; ++i) {
            f(i);
        }
    }
};

}  // namespace digits
