#include "machine.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace actjet::bench {
namespace {

class cpu_machine final : public machine {
  public:
    actjet_place place() const override { return ACTJET_CPU; }
    void* stream() const override { return nullptr; }

    void* allocate(std::size_t bytes, const void* contents) override {
        void* memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
        std::memcpy(memory, contents, bytes);
        return memory;
    }
    void release(void* memory) override { std::free(memory); }

    double time(const std::function<void()>& work) override {
        const auto begin = std::chrono::steady_clock::now();
        work();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }

    void copy(actjet_mode mode, const arrays& a, std::size_t bytes) override {
        const auto* x = static_cast<const std::uint64_t*>(a.in[0]);
        const auto* dy = static_cast<const std::uint64_t*>(a.in[1]);
        auto* y = static_cast<std::uint64_t*>(a.out[0]);
        auto* d = static_cast<std::uint64_t*>(a.out[1]);
        const auto n = static_cast<std::int64_t>(bytes / 8);
        // As many threads as the library uses, and a single one where a thread's start would cost more than the copy.
        // Read in pragmas alone, where clang-tidy does not see it.
        [[maybe_unused]] const int threads = bytes < (1u << 18) ? 1 : actjet_cpu_threads();
        switch (mode) {
            case ACTJET_FORWARD:
#pragma omp parallel for simd num_threads(threads)
                for (std::int64_t i = 0; i < n; ++i) {
                    y[i] = x[i];
                }
                break;
            case ACTJET_JET:
#pragma omp parallel for simd num_threads(threads)
                for (std::int64_t i = 0; i < n; ++i) {
                    const std::uint64_t v = x[i];
                    y[i] = v;
                    d[i] = ~v;
                }
                break;
            case ACTJET_BACKWARD:
#pragma omp parallel for simd num_threads(threads)
                for (std::int64_t i = 0; i < n; ++i) {
                    y[i] = x[i] ^ dy[i];
                }
                break;
        }
    }

    std::size_t cold_bytes() const override {
        return std::size_t{1} << 28;
    }
};

}  // namespace

std::unique_ptr<machine> make_cpu() {
    return std::make_unique<cpu_machine>();
}

}  // namespace actjet::bench
