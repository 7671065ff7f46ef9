// Work on a range of indices by several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace actjet::validation {

// Small, so that threads end together though some inputs take ten times as long as others.
inline constexpr std::uint64_t slice_size = 1 << 13;

// Calls work(begin, end) for slices that cover [0, n), on so many threads, and adds what the calls return with +=, in
// no order.
template <class Result, class Work>
Result add_over_slices(unsigned threads, std::uint64_t n, const Work& work) {
    std::atomic<std::uint64_t> next{0};
    std::vector<Result> results(threads);
    const auto worker = [&](Result& result) {
        for (std::uint64_t begin; (begin = next.fetch_add(slice_size)) < n;) {
            result += work(begin, std::min(n, begin + slice_size));
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < threads; ++i) {
            others.emplace_back(worker, std::ref(results[i]));
        }
        worker(results[0]);
    }
    Result total{};
    for (const Result& result : results) {
        total += result;
    }
    return total;
}

}  // namespace actjet::validation
