// A progress bar on standard error.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace actjet::tool {

// Drawn only where standard error is a terminal and the work lasts; gone when the object is.
class progress {
  public:
    progress(std::string label, std::uint64_t total);
    ~progress();
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    void advance(std::uint64_t amount);

  private:
    using clock = std::chrono::steady_clock;

    void draw(clock::time_point now);

    std::string label_;
    std::uint64_t total_, done_ = 0;
    bool terminal_, drawn_ = false;
    clock::time_point start_, next_;
};

}  // namespace actjet::tool
