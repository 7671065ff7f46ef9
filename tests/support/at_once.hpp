// A job of the CPU place's thread pool that takes several threads.
#pragma once

#include "host/cpu/pool.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace actjet::test {

// Calls f on the calling thread and on threads - 1 of the pool's, which wait for one another. Whether all came.
template <class F>
bool at_once(int threads, const F& f) {
    struct meeting {
        const F& f;
        int wanted;
        std::atomic<int> here{0};
    } m{f, threads};
    host::run_pieces(
        threads, host::cpu_mask::of_caller(), static_cast<std::size_t>(threads),
        [](const void* context, std::size_t) {
            auto& all = *const_cast<meeting*>(static_cast<const meeting*>(context));
            all.f();
            all.here.fetch_add(1);
            const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
            while (all.here.load() < all.wanted && std::chrono::steady_clock::now() < patience) {
                std::this_thread::yield();
            }
        },
        &m);
    return m.here.load() == threads;
}

}  // namespace actjet::test
