#include "machine.hpp"

#include "normal.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace actjet::bench {
namespace {

struct loop final : batch {
    explicit loop(std::function<void()> calls) : run(std::move(calls)) {}
    std::function<void()> run;
};

template <std::size_t Inputs, std::size_t Outputs>
void copy_arrays(const arrays& a, std::size_t bytes) {
    const std::uint64_t* in[Inputs];
    std::uint64_t* out[Outputs];
    for (std::size_t k = 0; k < Inputs; ++k) {
        in[k] = static_cast<const std::uint64_t*>(a.in[k]);
    }
    for (std::size_t k = 0; k < Outputs; ++k) {
        out[k] = static_cast<std::uint64_t*>(a.out[k]);
    }
    const auto n = static_cast<std::int64_t>(bytes / 8);
    // As many threads as the library uses, and a single one where a thread's start would cost more than the copy.
    // Read in pragmas alone, where clang-tidy does not see it.
    [[maybe_unused]] const int threads = bytes < (1u << 18) ? 1 : actjet_cpu_threads();
#pragma omp parallel for simd num_threads(threads) firstprivate(in, out)
    for (std::int64_t i = 0; i < n; ++i) {
        std::uint64_t v = in[0][i];
        for (std::size_t k = 1; k < Inputs; ++k) {
            v ^= in[k][i];
        }
        out[0][i] = v;
        for (std::size_t k = 1; k < Outputs; ++k) {
            out[k][i] = ~v;
        }
    }
}

class cpu_machine final : public machine {
  public:
    actjet_place place() const override { return ACTJET_CPU; }
    void* stream() const override { return nullptr; }

    void* allocate(std::size_t bytes) override {
        void* memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
        if (!memory) {
            throw std::bad_alloc();
        }
        return memory;
    }
    void release(void* memory) override { std::free(memory); }
    std::size_t free_bytes() const override {
        return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    }

    // 2^16 numbers, again and again: more would take longer than the measurements.
    void fill(void* memory, actjet_dtype dtype, std::size_t bytes, unsigned seed) override {
        visit_element(dtype, [&]<class Element>(Element) {
            auto* const elements = static_cast<Element*>(memory);
            const std::size_t pattern = std::min(bytes / sizeof(Element), std::size_t{1} << 16);
            for (std::size_t i = 0; i < pattern; ++i) {
                elements[i] = normal_element<Element>(i, seed);
            }
            auto* const all = static_cast<unsigned char*>(memory);
            const std::size_t step = pattern * sizeof(Element);
            for (std::size_t at = step; at < bytes; at += step) {
                std::memcpy(all + at, all, std::min(step, bytes - at));
            }
        });
    }

    void copy(actjet_pass pass, const arrays& a, std::size_t bytes) override {
        visit_mix(pass, [&](auto inputs, auto outputs) { copy_arrays<inputs, outputs>(a, bytes); });
    }

    std::unique_ptr<batch> record(std::function<void()> calls) override {
        return std::make_unique<loop>(std::move(calls));
    }

    std::vector<double> time(const std::vector<batch*>& sequence) override {
        std::vector<double> seconds;
        static_cast<loop*>(sequence.front())->run();
        for (batch* b : sequence) {
            const auto begin = std::chrono::steady_clock::now();
            static_cast<loop*>(b)->run();
            seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        }
        return seconds;
    }

    std::size_t cold_bytes() const override { return std::size_t{1} << 28; }
    double warm_up_seconds() const override { return 0.1; }
};

}  // namespace

std::unique_ptr<machine> make_cpu() {
    return std::make_unique<cpu_machine>();
}

}  // namespace actjet::bench
