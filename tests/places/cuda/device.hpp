// Tests that need a CUDA device, or an instrument that plays one: they skip, with the reason, where there is none.
#pragma once

#include <actjet/actjet.hpp>

#include <gtest/gtest.h>

#include <cuda_runtime_api.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace actjet::test {

inline void require(cudaError_t error) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(cudaGetErrorName(error)) + ": " + cudaGetErrorString(error));
    }
}

class device_test : public testing::Test {
  protected:
    void SetUp() override {
        int count = 0;
        const cudaError_t error = cudaGetDeviceCount(&count);
        if (error != cudaSuccess || count == 0) {
            cudaGetLastError();
            GTEST_SKIP() << "no CUDA device: " << cudaGetErrorString(error);
        }
    }
};

// Elements on the device, some elements after the start of their allocation. What lies before them, and for every
// other offset some elements behind them, holds a pattern; otherwise they end where the allocation ends.
template <class Element>
class device_array {
  public:
    explicit device_array(std::size_t n, std::size_t offset = 0)
        : n_(n), offset_(offset), all_(offset + n + (offset % 2 ? 8 : 0)) {
        require(cudaMalloc(&memory_, all_ * sizeof(Element)));
        require(cudaMemset(memory_, pattern, all_ * sizeof(Element)));
    }
    device_array(const std::vector<Element>& contents, std::size_t n, std::size_t offset = 0)
        : device_array(n, offset) {
        require(cudaMemcpy(data(), contents.data(), n * sizeof(Element), cudaMemcpyHostToDevice));
    }
    ~device_array() { cudaFree(memory_); }
    device_array(const device_array&) = delete;
    device_array& operator=(const device_array&) = delete;

    Element* data() const { return static_cast<Element*>(memory_) + offset_; }
    std::span<Element> view() const { return {data(), n_}; }

    // Waits for the device. Expects the surroundings untouched.
    std::vector<Element> read() const {
        std::vector<unsigned char> bytes(all_ * sizeof(Element));
        require(cudaDeviceSynchronize());
        require(cudaMemcpy(bytes.data(), memory_, bytes.size(), cudaMemcpyDeviceToHost));
        const std::size_t begin = offset_ * sizeof(Element), end = begin + n_ * sizeof(Element);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if ((i < begin || i >= end) && bytes[i] != pattern) {
                ADD_FAILURE() << "byte " << i << ", beside the array, was written";
                break;
            }
        }
        std::vector<Element> elements(n_);
        std::memcpy(elements.data(), bytes.data() + begin, n_ * sizeof(Element));
        return elements;
    }

  private:
    static constexpr unsigned char pattern = 0xa5;
    std::size_t n_, offset_, all_;
    void* memory_ = nullptr;
};

class stream {
  public:
    explicit stream(unsigned flags = cudaStreamDefault) { require(cudaStreamCreateWithFlags(&stream_, flags)); }
    ~stream() { cudaStreamDestroy(stream_); }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    cudaStream_t get() const { return stream_; }

  private:
    cudaStream_t stream_ = nullptr;
};

}  // namespace actjet::test
