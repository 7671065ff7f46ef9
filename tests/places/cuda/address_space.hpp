// Addresses without memory behind them, for arrays of which a test touches a few pages.
#pragma once

#include <sys/mman.h>

#include <cstddef>

namespace actjet::test {

class address_space {
  public:
    explicit address_space(std::size_t bytes) : bytes_(bytes) {
        map_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    ~address_space() {
        if (*this) {
            munmap(map_, bytes_);
        }
    }
    address_space(const address_space&) = delete;
    address_space& operator=(const address_space&) = delete;

    explicit operator bool() const { return map_ != MAP_FAILED; }
    char* get() const { return static_cast<char*>(map_); }

  private:
    std::size_t bytes_;
    void* map_;
};

}  // namespace actjet::test
