// SiLU and its derivative on a GPU, with the buffers in Thrust's device vectors.
#include <actjet/actjet.hpp>

#include <cuda_runtime.h>
#include <thrust/device_vector.h>

#include <cstdio>
#include <span>
#include <vector>

template <class T>
std::span<T> view(thrust::device_vector<T>& v) {
    return {thrust::raw_pointer_cast(v.data()), v.size()};
}

int main() {
    if (actjet_place_available(ACTJET_CUDA) != ACTJET_OK) {
        std::printf("nothing to run on: %s\n", actjet_last_error());
        return 0;
    }
    thrust::device_vector<float> x = std::vector<float>{-2, -1, 0, 1, 2};
    thrust::device_vector<float> y(x.size());
    thrust::device_vector<float> slope(x.size());

    cudaStream_t stream = nullptr;
    cudaStreamCreate(&stream);
    actjet::jet(actjet::silu{}, actjet::cuda_place(stream), view(x), view(y), view(slope));
    const cudaError_t error = cudaStreamSynchronize(stream);  // calls of actjet do not wait
    cudaStreamDestroy(stream);
    if (error != cudaSuccess) {
        std::printf("%s\n", cudaGetErrorString(error));
        return 1;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float at = x[i];
        std::printf("silu(%g) = %.6f, silu'(%g) = %.6f\n", at, static_cast<float>(y[i]), at,
                    static_cast<float>(slope[i]));
    }
}
