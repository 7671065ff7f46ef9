// The compiler's correctly rounded reciprocal and the library's, to be disassembled and compared.
#include <actjet/core/number.hpp>

extern "C" __global__ void of_compiler(const float* d, float* result) {
    *result = __frcp_rn(*d);
}

extern "C" __global__ void of_library(const float* d, float* result) {
    *result = actjet::core::reciprocal(*d);
}
