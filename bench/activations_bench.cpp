// Throughput of every activation: place / activation / mode / dtype / bytes of x.
//
//     activations_bench --benchmark_filter='cpu/gelu/' --benchmark_out=gelu.json --benchmark_out_format=json
//
// Each iteration times one call of the library and, right after it, one copy with the same mix of reads and writes; the
// counter of_copy is the ratio of the two medians, and bytes_per_second counts every byte read and written once. Inputs
// are normal random numbers. Passes larger than the caches rotate over buffers that the caches cannot hold.
#include "machine.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace {

using actjet::bench::arrays;
using actjet::bench::machine;

struct dtype_name {
    actjet_dtype dtype;
    const char* name;
    std::size_t size;
};
constexpr dtype_name dtypes[] = {{ACTJET_FLOAT32, "float32", 4},
                                 {ACTJET_BFLOAT16, "bfloat16", 2},
                                 {ACTJET_FLOAT16, "float16", 2},
                                 {ACTJET_FLOAT64, "float64", 8}};

struct mode_name {
    actjet_mode mode;
    const char* name;
};
constexpr mode_name modes[] = {{ACTJET_FORWARD, "forward"}, {ACTJET_JET, "jet"}, {ACTJET_BACKWARD, "backward"}};

// N(0, 1) in the dtype: 2^16 numbers, again and again.
std::vector<unsigned char> normal_data(const dtype_name& dtype, std::size_t bytes) {
    std::mt19937 generator(1);
    std::normal_distribution<float> normal;
    std::vector<unsigned char> data(bytes);
    const std::size_t pattern = std::min(bytes, dtype.size << 16);
    for (std::size_t i = 0; i + dtype.size <= pattern; i += dtype.size) {
        const float value = normal(generator);
        const double wide = value;
        std::uint32_t bits;
        std::memcpy(&bits, &value, 4);
        if (dtype.dtype == ACTJET_FLOAT16) {
            // Truncated, and flushed below 2^-14: a timing does not need more.
            const auto exponent = static_cast<int>(bits >> 23 & 255) - 112;
            bits = (bits >> 16 & 0x8000) |
                   (exponent <= 0 ? 0 : static_cast<std::uint32_t>(exponent) << 10 | (bits >> 13 & 0x3ff));
        } else if (dtype.dtype == ACTJET_BFLOAT16) {
            bits >>= 16;
        }
        const void* source = dtype.size == 8 ? static_cast<const void*>(&wide) : &bits;
        std::memcpy(data.data() + i, source, dtype.size);
    }
    for (std::size_t i = pattern; i < bytes; i += pattern) {
        std::memcpy(data.data() + i, data.data(), std::min(pattern, bytes - i));
    }
    return data;
}

double median(std::vector<double> v) {
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
}

void run(benchmark::State& state, machine& m, std::int32_t activation, const mode_name& mode, const dtype_name& dtype) {
    const auto bytes = static_cast<std::size_t>(state.range(0));
    const int streams = actjet::bench::inputs(mode.mode) + actjet::bench::outputs(mode.mode);
    const std::size_t pass = bytes * static_cast<std::size_t>(streams);
    const std::size_t sets = pass * 4 < m.cold_bytes() ? 1 : std::max<std::size_t>(1, m.cold_bytes() / pass);
    const std::vector<unsigned char> data = normal_data(dtype, bytes);
    std::vector<arrays> buffers(sets);
    for (arrays& a : buffers) {
        for (void** p : {&a.in[0], &a.in[1], &a.out[0], &a.out[1]}) {
            *p = m.allocate(bytes, data.data());
        }
    }

    actjet_call call{};
    call.struct_size = sizeof call;
    call.activation = activation;
    call.mode = mode.mode;
    call.dtype = dtype.dtype;
    call.place = m.place();
    call.stream = m.stream();
    call.n = bytes / dtype.size;
    std::vector<double> ours, copies;
    std::size_t turn = 0;
    while (state.KeepRunning()) {
        const arrays& a = buffers[turn++ % sets];
        call.x = a.in[0];
        call.dy = a.in[1];
        call.y = call.dx = a.out[0];
        call.dydx = a.out[1];
        ours.push_back(m.time([&] {
            if (actjet_run(&call) != ACTJET_OK) {
                state.SkipWithError(actjet_last_error());
            }
        }));
        state.SetIterationTime(ours.back());
        const arrays& b = buffers[turn++ % sets];
        copies.push_back(m.time([&] { m.copy(mode.mode, b, bytes); }));
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(pass) * static_cast<std::int64_t>(ours.size()));
    state.counters["of_copy"] = median(copies) / median(ours);
    for (const arrays& a : buffers) {
        for (void* p : {a.in[0], a.in[1], a.out[0], a.out[1]}) {
            m.release(p);
        }
    }
}

void add(machine& m, const char* place, std::initializer_list<std::int64_t> sizes) {
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        for (const mode_name& mode : modes) {
            for (const dtype_name& dtype : dtypes) {
                const std::string name =
                    std::string(place) + '/' + actjet_activation_at(id)->name + '/' + mode.name + '/' + dtype.name;
                auto* b = benchmark::RegisterBenchmark(
                    name.c_str(), [&m, id, &mode, &dtype](benchmark::State& state) { run(state, m, id, mode, dtype); });
                b->UseManualTime()->Unit(benchmark::kMicrosecond)->MinTime(0.05);
                for (const std::int64_t bytes : sizes) {
                    b->Arg(bytes);
                }
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto cpu = actjet::bench::make_cpu();
    const auto cuda = actjet::bench::make_cuda();
    if (actjet_place_available(ACTJET_CPU) == ACTJET_OK) {
        add(*cpu, "cpu", {1 << 15, 1 << 20, 1 << 26});
    }
    if (cuda && actjet_place_available(ACTJET_CUDA) == ACTJET_OK) {
        add(*cuda, "cuda", {1 << 20, 1 << 24, 1 << 26, 1 << 28});
    }
    benchmark::AddCustomContext("actjet", actjet_version());
    benchmark::AddCustomContext("cpu_isa", actjet_cpu_isa() ? actjet_cpu_isa() : "unavailable");
    benchmark::AddCustomContext("cpu_threads", std::to_string(actjet_cpu_threads()));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
