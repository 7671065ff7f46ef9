// A consumer in CUDA: a call of the library, and a functor in a kernel of its own.
#include <actjet/actjet.hpp>
#include <actjet/functors.hpp>

#include <vector>

__global__ void apply(float* x) {
    *x = actjet::value_of{actjet::leaky_relu{.slope = 0.5}}(*x);
}

int main() {
    const std::vector<float> x{-1, 0, 2};
    std::vector<float> y(3), dydx(3);
    actjet::jet(actjet::leaky_relu{.slope = 0.5}, actjet::cpu, x, y, dydx);
    if (y != std::vector<float>{-0.5f, 0, 2} || dydx != std::vector<float>{0.5f, 0.5f, 1}) {
        return 1;
    }
    if (actjet_place_available(ACTJET_CUDA) != ACTJET_OK) {
        return 0;
    }
    float *on_device, z = -2;
    cudaMalloc(&on_device, sizeof z);
    cudaMemcpy(on_device, &z, sizeof z, cudaMemcpyDefault);
    apply<<<1, 1>>>(on_device);
    cudaMemcpy(&z, on_device, sizeof z, cudaMemcpyDefault);
    return z == -1 ? 0 : 1;
}
