// Sources that open the whole namespace: what C, C++ and CUDA call by the same names is found as before.
#ifdef __CUDACC__
#include <cuda/std/cmath>
#else
namespace cuda::std {
inline double exp(double x) {
    return x;
}
}  // namespace cuda::std
#endif

#include <actjet/actjet.hpp>
#include <actjet/functors.hpp>

#include <math.h>

using namespace actjet;

double from_the_c_library() {
    return exp(1.0) + tanh(1.0);
}

double from_cuda() {
    return cuda::std::exp(1.0);
}

float from_actjet(float x) {
    return value_of<exponential>{}(x) + value_of<hyperbolic_tangent>{}(x);
}

void on_a_stream(CUstream_st* stream, std::span<float> x) {
    forward(exponential{}, cuda_place(stream), x, x);
    forward(named("tanh"), cpu, x, x);
}
