// Throughput of every activation: place / activation / mode / dtype / bytes of each array.
//
//     activations_bench --benchmark_filter='cuda/gelu/' --benchmark_out=gelu.json --benchmark_out_format=json
//
// Options beside Google Benchmark's:
//     --samples=FILE   the seconds of every round, one JSON object a line
//     --hot            one set of buffers, which stays in the caches as far as it fits; cold without it
//     --rounds=N       11 without it
//
// method.hpp says how it is measured. Counters: of_copy is the speed as a part of the copy's and noise the uncertainty
// of that part, so that 0.98 with a noise of 0.01 lies between 0.97 and 0.99; bytes_per_second counts every byte read
// and written once. A case whose copy strays too far from itself is an error, not a figure.
//
// On an H200 the eight activations of scripts/gpu.sh in three modes, four types and six sizes are 576 cases; each takes
// about 37 batches (11 rounds of three, and what comes before) of 20 calls or 0.5 ms: 0.02 to 0.4 s from 64 KiB to
// 1 GiB by the bandwidth, 75 s in all. A prediction by arithmetic.
#include "method.hpp"

#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace actjet::bench;

struct dtype_name {
    actjet_dtype dtype;
    const char* name;
};
constexpr dtype_name dtypes[] = {{ACTJET_FLOAT32, "float32"},
                                 {ACTJET_BFLOAT16, "bfloat16"},
                                 {ACTJET_FLOAT16, "float16"},
                                 {ACTJET_FLOAT64, "float64"}};

struct mode_name {
    actjet_mode mode;
    const char* name;
};
constexpr mode_name modes[] = {{ACTJET_FORWARD, "forward"}, {ACTJET_JET, "jet"}, {ACTJET_BACKWARD, "backward"}};

struct options {
    std::ofstream samples;
    buffers kind = buffers::cold;
    std::int64_t rounds = 11;
};

// A place with the memory of all its cases, which is allocated when the first of them runs.
class bench_place {
  public:
    // Of the sizes, those that the place has the memory for.
    bench_place(const char* name, std::unique_ptr<machine> m, const std::vector<std::size_t>& sizes, buffers kind)
        : name_(name), machine_(std::move(m)), kind_(kind) {
        for (const std::size_t bytes : sizes) {
            if (arena_bytes(*machine_, passes_of({bytes}), kind) < machine_->free_bytes() / 10 * 9) {
                sizes_.push_back(bytes);
            }
        }
    }

    const char* name() const { return name_; }
    const std::vector<std::size_t>& sizes() const { return sizes_; }
    arena& memory() {
        if (!arena_) {
            arena_.emplace(*machine_, passes_of(sizes_), kind_);
        }
        return *arena_;
    }

  private:
    static std::vector<pass> passes_of(const std::vector<std::size_t>& sizes) {
        std::vector<pass> passes;
        for (const std::size_t bytes : sizes) {
            for (const mode_name& mode : modes) {
                passes.push_back({mode.mode, ACTJET_FLOAT32, bytes});
            }
        }
        return passes;
    }

    const char* name_;
    std::unique_ptr<machine> machine_;
    buffers kind_;
    std::vector<std::size_t> sizes_;
    std::optional<arena> arena_;
};

void run(benchmark::State& state, bench_place& place, std::int32_t activation, const pass& p, const std::string& name,
         options& chosen) {
    arena& memory = place.memory();
    const samples found =
        memory.measure(p, {library_call(memory.on(), activation, p)}, static_cast<std::size_t>(chosen.rounds));
    if (chosen.samples.is_open()) {
        chosen.samples << "{\"name\": \"" << name << "\", \"samples\": " << found.json({"actjet"}) << "}\n"
                       << std::flush;
    }
    if (const std::string doubt = found.doubt(); !doubt.empty()) {
        state.SkipWithError(("disturbed: " + doubt).c_str());
        return;
    }
    for (const double seconds : found.works.front()) {
        state.KeepRunning();
        state.SetIterationTime(seconds);
    }
    state.KeepRunning();
    const auto bytes = static_cast<double>(p.bytes_moved());
    state.counters["bytes_per_second"] = bytes / found.seconds();
    state.counters["copy_bytes_per_second"] = bytes / found.copy_seconds();
    state.counters["of_copy"] = found.of_copy();
    state.counters["noise"] = found.noise();
    state.counters["ns_per_element"] = 1e9 * found.seconds() / static_cast<double>(p.elements());
}

void add(bench_place& place, options& chosen) {
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        for (const mode_name& mode : modes) {
            for (const dtype_name& dtype : dtypes) {
                for (const std::size_t bytes : place.sizes()) {
                    const std::string name = std::string(place.name()) + '/' + actjet_activation_at(id)->name + '/' +
                                             mode.name + '/' + dtype.name + '/' + std::to_string(bytes);
                    const pass p{mode.mode, dtype.dtype, bytes};
                    benchmark::RegisterBenchmark(name.c_str(),
                                                 [&place, &chosen, id, p, name](benchmark::State& state) {
                                                     run(state, place, id, p, name, chosen);
                                                 })
                        ->UseManualTime()
                        ->Unit(benchmark::kMicrosecond)
                        ->Iterations(chosen.rounds);
                }
            }
        }
    }
}

// Takes the options that are not Google Benchmark's out of the arguments.
void take_options(int& argc, char** argv, options& chosen) {
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--hot") {
            chosen.kind = buffers::hot;
        } else if (argument.starts_with("--samples=")) {
            chosen.samples.open(std::string(argument.substr(10)));
            if (!chosen.samples) {
                throw std::runtime_error("cannot write " + std::string(argument.substr(10)));
            }
        } else if (argument.starts_with("--rounds=")) {
            const char* const end = argument.data() + argument.size();
            const auto read = std::from_chars(argument.data() + 9, end, chosen.rounds);
            if (read.ec != std::errc() || read.ptr != end || chosen.rounds < 1 || chosen.rounds > 100000) {
                throw std::runtime_error("--rounds takes a whole number from 1 to 100000");
            }
        } else {
            argv[kept++] = argv[i];
        }
    }
    argc = kept;
}

void run_all(int argc, char** argv) {
    options chosen;
    take_options(argc, argv, chosen);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        throw std::runtime_error("arguments as above");
    }
    std::vector<std::unique_ptr<bench_place>> places;
    if (actjet_place_available(ACTJET_CPU) == ACTJET_OK) {
        const std::vector<std::size_t> sizes{1u << 15, 1u << 20, 1u << 26};
        places.push_back(std::make_unique<bench_place>("cpu", make_cpu(), sizes, chosen.kind));
    }
    if (actjet_place_available(ACTJET_CUDA) == ACTJET_OK) {
        if (auto cuda = make_cuda()) {
            const std::vector<std::size_t> sizes{1u << 16, 1u << 20, 1u << 24, 1u << 26, 1u << 28, 1u << 30};
            places.push_back(std::make_unique<bench_place>("cuda", std::move(cuda), sizes, chosen.kind));
        }
    }
    for (const auto& place : places) {
        add(*place, chosen);
    }
    benchmark::AddCustomContext("actjet", actjet_version());
    benchmark::AddCustomContext("cpu_isa", actjet_cpu_isa() ? actjet_cpu_isa() : "unavailable");
    benchmark::AddCustomContext("cpu_threads", std::to_string(actjet_cpu_threads()));
    benchmark::AddCustomContext("buffers", chosen.kind == buffers::cold ? "cold" : "hot");
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run_all(argc, argv);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "activations_bench: %s\n", e.what());
        return 2;
    }
    return 0;
}
