// Memory where a place can use it: the heap for the CPU, device memory for CUDA.
#pragma once

#include <actjet/actjet.h>

#include <cstddef>

namespace actjet::test {

class device_buffer {
  public:
    // Holds a copy of bytes from contents, or is filled with 0xa5 if contents is null. Throws if it cannot be had.
    device_buffer(actjet_place place, std::size_t bytes, const void* contents);
    ~device_buffer();
    device_buffer(const device_buffer&) = delete;
    device_buffer& operator=(const device_buffer&) = delete;

    void* get() const { return memory_; }
    // Waits for the device and copies the buffer to the host.
    void read(void* to) const;

  private:
    actjet_place place_;
    std::size_t bytes_;
    void* memory_;
};

}  // namespace actjet::test
