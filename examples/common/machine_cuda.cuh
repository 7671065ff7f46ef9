#pragma once

#include <actjet/actjet.hpp>

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

// Memory and loops of a GPU, by Thrust, on one stream. machine_cpu.hpp tells what each is.
class machine_cuda {
  public:
    template <class T>
    using vector = thrust::device_vector<T>;

    machine_cuda() : stream_(make_stream()) {}

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

    template <class F>
    void for_each(std::size_t n, F f) const {
        thrust::for_each_n(thrust::cuda::par_nosync.on(stream_.get()), thrust::counting_iterator<std::size_t>(0), n, f);
    }

  protected:
    cudaStream_t stream() const { return stream_.get(); }

  private:
    struct release {
        void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
    };

    // A blocking stream: it waits for the copies of device_vector, which go through the default stream, and they for
    // it.
    static cudaStream_t make_stream() {
        cudaStream_t stream = nullptr;
        if (const cudaError_t error = cudaStreamCreate(&stream); error != cudaSuccess) {
            throw std::runtime_error(std::string("cudaStreamCreate: ") + cudaGetErrorString(error));
        }
        return stream;
    }

    std::unique_ptr<std::remove_pointer_t<cudaStream_t>, release> stream_;
};

}  // namespace digits
