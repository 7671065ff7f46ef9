// Work that is cut into units, shared out among the CPU place's threads.
#pragma once

#include <cstddef>

namespace actjet::host {

// Fewer elements than these are not shared out; see cpu.cpp.
inline constexpr std::size_t least_shared = 16384;

// Runs the units from begin to end.
using range = void (*)(const void* work, std::size_t begin, std::size_t end);

// Calls run(work, begin, end) for ranges that make up [0, units), each of least units or more, on as many threads as
// the calling one may have now. What is less than two ranges asks the system nothing.
void share_out(std::size_t units, std::size_t least, range run, const void* work);

// The same for work.run(begin, end).
template <class Work>
void share_out(std::size_t units, std::size_t least, const Work& work) {
    share_out(
        units, least,
        [](const void* p, std::size_t begin, std::size_t end) { static_cast<const Work*>(p)->run(begin, end); }, &work);
}

}  // namespace actjet::host
