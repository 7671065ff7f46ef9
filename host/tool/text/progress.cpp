#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace actjet::tool {
namespace {

// Work of less than half a second needs no bar; ten pictures a second look smooth and cost nothing.
constexpr std::chrono::milliseconds patience{500}, period{100};
constexpr int width = 32;

}  // namespace

progress::progress(std::string label, std::uint64_t total)
    : label_(std::move(label)),
      total_(std::max<std::uint64_t>(total, 1)),
      terminal_(isatty(STDERR_FILENO) == 1),
      start_(clock::now()),
      next_(start_ + patience) {}

progress::~progress() {
    if (drawn_) {
        fmt::print(stderr, "\r\033[K");
        std::fflush(stderr);
    }
}

void progress::advance(std::uint64_t amount) {
    done_ += amount;
    if (const auto now = clock::now(); terminal_ && now >= next_) {
        next_ = now + period;
        draw(now);
    }
}

void progress::draw(clock::time_point now) {
    const double share = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const auto left = static_cast<long>(share > 0 ? std::ceil(elapsed * (1 - share) / share) : 0);
    const int full = static_cast<int>(share * width);
    fmt::print(stderr, "\r{} [{:#<{}}{:.<{}}] {:3.0f} % {}:{:02}:{:02} left\033[K", label_, "", full, "", width - full,
               100 * share, left / 3600, left / 60 % 60, left % 60);
    std::fflush(stderr);
    drawn_ = true;
}

}  // namespace actjet::tool
