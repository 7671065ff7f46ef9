// All that the tool asks of the CUDA runtime: device.cpp in a build with CUDA, no_device.cpp in one without.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace actjet::tool {

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

}  // namespace actjet::tool
