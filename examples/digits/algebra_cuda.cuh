#pragma once

#include "algebra.hpp"

#include <actjet/actjet.hpp>

#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <thrust/copy.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace digits {

// cuBLAS's products, actjet's kernels and Thrust's loops, all on one stream.
class cuda_algebra {
  public:
    template <class T>
    using vector = thrust::device_vector<T>;

    cuda_algebra() : stream_(make_stream()), blas_(make_blas()) {
        check(cublasSetStream(blas_.get(), stream_.get()), "cublasSetStream");
    }

    actjet::cuda_place place() const { return actjet::cuda_place(stream_.get()); }

    template <class T>
    static std::span<T> span(thrust::device_vector<T>& v) {
        return {thrust::raw_pointer_cast(v.data()), v.size()};
    }
    template <class T>
    static std::span<const T> span(const thrust::device_vector<T>& v) {
        return {thrust::raw_pointer_cast(v.data()), v.size()};
    }
    template <class T>
    static thrust::device_vector<T> upload(const std::vector<T>& host) {
        return host;
    }
    template <class T>
    static std::vector<T> download(const thrust::device_vector<T>& v) {
        std::vector<T> host(v.size());
        thrust::copy(v.begin(), v.end(), host.begin());
        return host;
    }

    // cuBLAS stores columns, and a row-major matrix read so is its transpose: c' = b' a'.
    template <class T>
    void multiply(matrix<const T> a, matrix<const T> b, matrix<T> c) const {
        const int inner = a.transposed ? a.rows : a.columns;
        const T one = 1;
        const T zero = 0;
        const auto product = [&](auto gemm) {
            return gemm(blas_.get(), operation(b.transposed), operation(a.transposed), c.columns, c.rows, inner, &one,
                        b.data, b.columns, a.data, a.columns, &zero, c.data, c.columns);
        };
        if constexpr (std::is_same_v<T, float>) {
            check(product(cublasSgemm), "cublasSgemm");
        } else {
            check(product(cublasDgemm), "cublasDgemm");
        }
    }

    template <class F>
    void for_each(std::size_t n, F f) const {
        thrust::for_each_n(thrust::cuda::par_nosync.on(stream_.get()), thrust::counting_iterator<std::size_t>(0), n, f);
    }

  private:
    struct release {
        void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
        void operator()(cublasHandle_t blas) const { cublasDestroy(blas); }
    };

    static cublasOperation_t operation(bool transposed) { return transposed ? CUBLAS_OP_T : CUBLAS_OP_N; }

    static void check(cublasStatus_t status, const char* call) {
        if (status != CUBLAS_STATUS_SUCCESS) {
            throw std::runtime_error(std::string(call) + ": " + cublasGetStatusString(status));
        }
    }

    // A blocking stream: it waits for the copies of device_vector, which go through the default stream, and they for
    // it.
    static cudaStream_t make_stream() {
        cudaStream_t stream = nullptr;
        if (const cudaError_t error = cudaStreamCreate(&stream); error != cudaSuccess) {
            throw std::runtime_error(std::string("cudaStreamCreate: ") + cudaGetErrorString(error));
        }
        return stream;
    }
    static cublasHandle_t make_blas() {
        cublasHandle_t blas = nullptr;
        check(cublasCreate(&blas), "cublasCreate");
        return blas;
    }

    std::unique_ptr<std::remove_pointer_t<cudaStream_t>, release> stream_;
    std::unique_ptr<std::remove_pointer_t<cublasHandle_t>, release> blas_;
};

}  // namespace digits
