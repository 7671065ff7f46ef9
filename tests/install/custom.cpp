// A consumer with an activation of its own.
#include <actjet/custom.hpp>

#include <vector>

struct cube {
    template <class T>
    ACTJET_HD T operator()(T x) const {
        return x * x * x;
    }
};

int main() {
    const actjet::custom f(cube{});
    const std::vector<float> x{-1, 0, 2};
    std::vector<float> y(3), dydx(3);
    actjet::jet(f, actjet::cpu, x, y, dydx);
    if (y != std::vector<float>{-1, 0, 8} || dydx != std::vector<float>{3, 0, 12}) {
        return 1;
    }
#if defined(__CUDACC__)
    if (actjet_place_available(ACTJET_CUDA) != ACTJET_OK) {
        return 0;
    }
    float* on_device;
    cudaMallocManaged(&on_device, sizeof *on_device);
    *on_device = 3;
    actjet::forward(f, actjet::cuda_place::default_stream(), std::span(on_device, 1), std::span(on_device, 1));
    cudaDeviceSynchronize();
    return *on_device == 27 ? 0 : 1;
#endif
}
