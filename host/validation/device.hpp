// All that is asked of the CUDA runtime: device.cpp and digests/device_digest.cu in a build with CUDA, no_device.cpp in
// one without.
#pragma once

#include "digests/hash.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace actjet::validation {

// Memory of the current device. Copies are on the legacy default stream and have ended when they return. Everything
// throws std::runtime_error with the words of CUDA for the error.
class device_buffer {
  public:
    explicit device_buffer(std::size_t bytes);
    ~device_buffer();
    device_buffer(device_buffer&& other) noexcept : data_(other.data_), bytes_(other.bytes_) {
        other.data_ = nullptr;
        other.bytes_ = 0;
    }
    device_buffer& operator=(device_buffer&&) = delete;

    void* data() const { return data_; }
    std::size_t bytes() const { return bytes_; }
    void upload(const void* from, std::size_t bytes);
    void download(void* to, std::size_t bytes) const;

  private:
    void* data_ = nullptr;
    std::size_t bytes_;
};

struct device_description {
    std::string name;
    int major, minor;  // compute capability
    std::size_t memory_bytes;
};

// Empty where there is no usable device, whatever the reason.
std::vector<device_description> devices();

// For actjet digest, on the legacy default stream: writes the elements first ... first + n - 1 of the k-th array that a
// pass reads; and adds the terms of n results to the 64-bit sum, where x is the first array.
void enqueue_digest_elements(std::size_t element_size, digest_fields fields, std::uint64_t first, std::uint64_t n,
                             int k, void* to);
void enqueue_digest_terms(std::size_t element_size, std::uint64_t n, const void* x, int index, const void* result,
                          void* sum);

}  // namespace actjet::validation
