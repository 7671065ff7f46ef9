// Throughput of every activation: place / activation / pass / dtype / bytes of each array.
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
// On an H200 the eight activations of scripts/gpu.sh in three passes, two types and six sizes are 288 cases; each takes
// about 37 batches (11 rounds of three, and what comes before) of 20 calls or 0.5 ms: by the bandwidth 0.02 s at 1 MiB,
// 0.5 s at 1 GiB and, as there are 1,920 buffers, 0.2 s at 64 KiB; 40 s in all. A prediction by arithmetic.
#include "method.hpp"

#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace actjet::bench;
using actjet::validation::passes_over_elements;

struct dtype_name {
    actjet_dtype value;
    const char* name;
};
constexpr dtype_name dtypes[] = {{ACTJET_FLOAT32, "float32"},
                                 {ACTJET_BFLOAT16, "bfloat16"},
                                 {ACTJET_FLOAT16, "float16"},
                                 {ACTJET_FLOAT64, "float64"}};

// Of each array; on the CPU up to 64 MiB.
constexpr std::size_t sizes[] = {1u << 16, 1u << 20, 1u << 24, 1u << 26, 1u << 28, 1u << 30};
constexpr std::size_t largest_on_cpu = 1u << 26;

struct options {
    std::ofstream samples;
    buffers kind = buffers::cold;
    std::int64_t rounds = 11;
};

// A place with the memory of all its cases, which is allocated when the first of them runs.
class bench_place {
  public:
    // Of the sizes, those up to the largest that the place has the memory for.
    bench_place(const char* name, std::unique_ptr<machine> m, std::size_t largest, buffers kind)
        : name_(name), machine_(std::move(m)), kind_(kind) {
        for (const std::size_t bytes : sizes) {
            if (bytes <= largest && arena_bytes(*machine_, passes_of(bytes), kind) < machine_->free_bytes() / 10 * 9) {
                largest_ = bytes;
            }
        }
    }

    const char* name() const { return name_; }
    bool has(std::size_t bytes) const { return bytes <= largest_; }
    arena& memory() {
        if (!arena_) {
            arena_.emplace(*machine_, passes_of_all_sizes(), kind_);
        }
        return *arena_;
    }

  private:
    static std::vector<pass> passes_of(std::size_t bytes) {
        std::vector<pass> passes;
        for (const actjet_pass id : passes_over_elements()) {
            passes.push_back({id, ACTJET_FLOAT32, bytes});
        }
        return passes;
    }
    std::vector<pass> passes_of_all_sizes() const {
        std::vector<pass> passes;
        for (const std::size_t bytes : sizes) {
            if (has(bytes)) {
                const std::vector<pass> more = passes_of(bytes);
                passes.insert(passes.end(), more.begin(), more.end());
            }
        }
        return passes;
    }

    const char* name_;
    std::unique_ptr<machine> machine_;
    buffers kind_;
    std::size_t largest_ = 0;
    std::optional<arena> arena_;
};

std::string name_of(const bench_place& place, const actjet::any_activation& activation, actjet_pass id,
                    const dtype_name& dtype) {
    return std::string(place.name()) + '/' + activation.info().name + '/' + actjet_pass_at(id)->name + '/' + dtype.name;
}

void run(benchmark::State& state, bench_place& place, const actjet::any_activation& activation, actjet_pass id,
         const dtype_name& dtype, options& chosen) {
    const pass p{id, dtype.value, static_cast<std::size_t>(state.range(0))};
    arena& memory = place.memory();
    const samples found =
        memory.measure(p, {library_call(memory.on(), activation, p)}, static_cast<std::size_t>(chosen.rounds));
    if (chosen.samples.is_open()) {
        chosen.samples << "{\"name\": \"" << name_of(place, activation, id, dtype) << '/' << p.bytes
                       << "\", \"samples\": " << found.json({"actjet"}) << "}\n"
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

void add(bench_place& place, options& chosen, actjet_activation number, actjet_pass id, const dtype_name& dtype) {
    auto* b = benchmark::RegisterBenchmark(name_of(place, actjet::any_activation(number), id, dtype).c_str(),
                                           [&place, &chosen, number, id, &dtype](benchmark::State& state) {
                                               run(state, place, actjet::any_activation(number), id, dtype, chosen);
                                           });
    b->UseManualTime()->Unit(benchmark::kMicrosecond)->Iterations(chosen.rounds);
    for (const std::size_t bytes : sizes) {
        if (place.has(bytes)) {
            b->Arg(static_cast<std::int64_t>(bytes));
        }
    }
}

[[maybe_unused]] void add(bench_place& place, options& chosen) {
    for (std::int32_t number = 0; number < actjet_activation_count(); ++number) {
        for (const actjet_pass id : passes_over_elements()) {
            for (const dtype_name& dtype : dtypes) {
                if (actjet_pass_offered(id, number)) {
                    add(place, chosen, static_cast<actjet_activation>(number), id, dtype);
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
        places.push_back(std::make_unique<bench_place>("cpu", make_cpu(), largest_on_cpu, chosen.kind));
    }
    if (actjet_place_available(ACTJET_CUDA) == ACTJET_OK) {
        if (auto cuda = make_cuda()) {
            places.push_back(
                std::make_unique<bench_place>("cuda", std::move(cuda), *std::prev(std::end(sizes)), chosen.kind));
        }
    }
#if !defined(__clang_analyzer__)  // which takes for leaked what the benchmark library owns
    for (const auto& place : places) {
        add(*place, chosen);
    }
#endif
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
