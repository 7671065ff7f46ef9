// The seam between the network and the machine. An algebra (cpu_algebra, cuda_algebra) has what machine_cpu.hpp tells
// of a machine, and
//     multiply(a, b, c)     c = a b
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
