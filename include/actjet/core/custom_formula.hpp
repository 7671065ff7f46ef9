// An activation that a user defines, as a call takes it. Made by actjet/custom.hpp.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/cpu/steps.hpp>
#include <actjet/passes/list.hpp>

#include <cstddef>
#include <cstdint>

namespace actjet::core {

// One plain pass of float64 on n elements. prepared points to a core::source.
using float64_kernel = void (*)(const void* prepared, const double* const* inputs, double* const* outputs,
                                std::size_t n);

struct custom_formula {
    // Of the headers that it was compiled with: it fits a library of the same version.
    int version[3];
    const char* name;
    bool flat;
    const void* activation;
    // Of the CPU place, in the order of passes::plain; prepared points to a core::source.
    host::kernel float32[passes::plain::size];
    float64_kernel float64[passes::plain::size];
    // Of the CUDA place: four device::kernels_of_type, in the order of actjet_dtype. Null if nvcc did not compile it.
    const void* kernels;
};

}  // namespace actjet::core
