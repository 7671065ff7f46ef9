#pragma once

#include "algebra.hpp"
#include "machine_cuda.cuh"

#include <cublas_v2.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace digits {

// cuBLAS's products, on the stream of the rest.
class cuda_algebra : public machine_cuda {
  public:
    cuda_algebra() : blas_(make_blas()) { check(cublasSetStream(blas_.get(), stream()), "cublasSetStream"); }

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

  private:
    struct release {
        void operator()(cublasHandle_t blas) const { cublasDestroy(blas); }
    };

    static cublasOperation_t operation(bool transposed) { return transposed ? CUBLAS_OP_T : CUBLAS_OP_N; }

    static void check(cublasStatus_t status, const char* call) {
        if (status != CUBLAS_STATUS_SUCCESS) {
            throw std::runtime_error(std::string(call) + ": " + cublasGetStatusString(status));
        }
    }

    static cublasHandle_t make_blas() {
        cublasHandle_t blas = nullptr;
        check(cublasCreate(&blas), "cublasCreate");
        return blas;
    }

    std::unique_ptr<std::remove_pointer_t<cublasHandle_t>, release> blas_;
};

}  // namespace digits
