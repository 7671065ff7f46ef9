// --threads of the commands that compute something themselves.
#pragma once

#include <algorithm>
#include <cstdint>
#include <thread>

namespace actjet::tool {

inline constexpr std::uint64_t most_threads = 1024;
inline constexpr const char* threads_meaning = "Threads of the tool itself; 0: as many as the machine runs at once";

// The number of threads that --threads N asks for: N, or for 0 as many as the machine runs at once.
inline unsigned thread_count(std::uint64_t asked) {
    return static_cast<unsigned>(asked ? asked : std::max(1u, std::thread::hardware_concurrency()));
}

}  // namespace actjet::tool
