// The seam between the network and the machine. An algebra (cpu_algebra, cuda_algebra) has
//     vector<T>             a buffer: std::vector<T> or thrust::device_vector<T>
//     place()               where actjet runs: actjet::cpu or actjet::cuda_place(stream)
//     span(v)               the elements of a vector as a std::span, for actjet
//     upload(h), download(v)  a vector from a std::vector, and back
//     multiply(a, b, c)     c = a b
//     for_each(n, f)        f(0) ... f(n - 1), in any order
#pragma once

namespace digits {

// A matrix as it is stored, row-major, and whether it takes part in a product as its transpose.
template <class T>
struct matrix {
    T* data;
    int rows;
    int columns;
    bool transposed = false;
};

template <class T>
matrix<T> transpose(matrix<T> m) {
    return {m.data, m.rows, m.columns, true};
}

}  // namespace digits
