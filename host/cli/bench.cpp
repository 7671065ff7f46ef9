// actjet bench: a quick table of throughput, beside a copy that was measured between the passes.
#include "bench/machine.hpp"

#include "command.hpp"
#include "commands.hpp"
#include "evaluator.hpp"
#include "formats.hpp"
#include "hash.hpp"
#include "json.hpp"
#include "names.hpp"
#include "progress.hpp"
#include "selection.hpp"
#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace actjet::tool {
namespace {

// Arrays are whole numbers of cache lines.
constexpr std::uint64_t granule = 64, most_bytes = std::uint64_t{1} << 36;
constexpr std::uint64_t most_repeats = 100000;

struct bench_options {
    selection over;
    std::uint64_t bytes = 0, repeats = 5;
    bool json = false;
};

struct bench_result {
    any_activation activation;
    actjet_dtype dtype;
    actjet_mode mode;
    std::uint64_t elements, bytes_moved;
    double seconds, copy_seconds;  // medians

    double gigabytes_per_second() const { return 1e-9 * static_cast<double>(bytes_moved) / seconds; }
    double copy_gigabytes_per_second() const { return 1e-9 * static_cast<double>(bytes_moved) / copy_seconds; }
    double nanoseconds_per_element() const { return 1e9 * seconds / static_cast<double>(elements); }
    double percent_of_copy() const { return 100 * copy_seconds / seconds; }
};

// Numbers in [-8, 8), where no activation is trivial: a pattern of 2^16, repeated.
std::vector<std::byte> contents(actjet_dtype dtype, std::uint64_t bytes) {
    std::vector<std::byte> memory(bytes);
    visit_format(dtype, [&]<class Format>(Format) {
        using bits = typename Format::bits;
        std::vector<bits> pattern(1 << 16);
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            pattern[i] = reference::round_to<Format>(static_cast<double>(mix64(i) >> 11) * 0x1p-49 - 8);
        }
        const std::size_t pattern_bytes = pattern.size() * sizeof(bits);
        for (std::size_t at = 0; at < bytes; at += pattern_bytes) {
            std::memcpy(&memory[at], pattern.data(), std::min<std::size_t>(pattern_bytes, bytes - at));
        }
    });
    return memory;
}

// Two inputs and two outputs of one dtype, in the memory of the machine.
class bench_arrays {
  public:
    bench_arrays(bench::machine& machine, actjet_dtype dtype, std::uint64_t bytes) : machine_(machine) {
        const std::vector<std::byte> memory = contents(dtype, bytes);
        for (void** array : {&arrays_.in[0], &arrays_.in[1], &arrays_.out[0], &arrays_.out[1]}) {
            *array = machine.allocate(bytes, memory.data());
        }
    }
    ~bench_arrays() {
        for (void* array : {arrays_.in[0], arrays_.in[1], arrays_.out[0], arrays_.out[1]}) {
            machine_.release(array);
        }
    }
    bench_arrays(const bench_arrays&) = delete;
    bench_arrays& operator=(const bench_arrays&) = delete;

    const bench::arrays& get() const { return arrays_; }

  private:
    bench::machine& machine_;
    bench::arrays arrays_{};
};

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::unique_ptr<bench::machine> make_machine(actjet_place place) {
    require_place(place);
    return place == ACTJET_CPU ? bench::make_cpu() : bench::make_cuda();
}

bench_result measure(bench::machine& machine, const bench_arrays& arrays, const any_activation& activation,
                     actjet_dtype dtype, actjet_mode mode, std::uint64_t bytes, std::uint64_t repeats) {
    const bench::arrays& a = arrays.get();
    bench_result result{activation, dtype, mode, bytes / element_size(dtype), 0, 0, 0};
    result.bytes_moved = bytes * (input_count(mode) + output_count(mode));
    actjet_call call =
        make_call(activation, mode, dtype, machine.place(), result.elements, {a.in[0], a.in[1]}, {a.out[0], a.out[1]});
    call.stream = machine.stream();
    const auto pass = [&] { run_checked(call); };
    const auto copy = [&] { machine.copy(mode, a, bytes); };
    machine.time(pass);
    machine.time(copy);
    std::vector<double> passes, copies;
    for (std::uint64_t i = 0; i < repeats; ++i) {
        passes.push_back(machine.time(pass));
        copies.push_back(machine.time(copy));
    }
    result.seconds = median(std::move(passes));
    result.copy_seconds = median(std::move(copies));
    return result;
}

std::vector<bench_result> measure_all(const bench_options& chosen) {
    const std::vector<any_activation> activations = chosen.over.activations();
    const std::vector<actjet_dtype> dtypes = chosen.over.dtypes({ACTJET_FLOAT32});
    const std::vector<actjet_mode> modes = chosen.over.modes();
    const actjet_place place = chosen.over.place();
    const std::unique_ptr<bench::machine> machine = make_machine(place);
    // A pass goes over two arrays or three.
    const std::uint64_t bytes = (chosen.bytes ? chosen.bytes : machine->cold_bytes() / 2) / granule * granule;
    progress bar("bench", dtypes.size() * modes.size() * activations.size());
    std::vector<bench_result> results;
    for (const actjet_dtype dtype : dtypes) {
        const bench_arrays arrays(*machine, dtype, bytes);
        for (const actjet_mode mode : modes) {
            for (const any_activation& activation : activations) {
                results.push_back(measure(*machine, arrays, activation, dtype, mode, bytes, chosen.repeats));
                bar.advance(1);
            }
        }
    }
    return results;
}

void print_json(const std::vector<bench_result>& results, const char* place) {
    ordered_json array = ordered_json::array();
    for (const bench_result& r : results) {
        array.push_back({{"name", r.activation.info().name},
                         {"dtype", name_of(r.dtype)},
                         {"mode", name_of(r.mode)},
                         {"place", place},
                         {"elements", r.elements},
                         {"bytes_moved", r.bytes_moved},
                         {"seconds", r.seconds},
                         {"copy_seconds", r.copy_seconds},
                         {"gigabytes_per_second", r.gigabytes_per_second()},
                         {"copy_gigabytes_per_second", r.copy_gigabytes_per_second()},
                         {"nanoseconds_per_element", r.nanoseconds_per_element()},
                         {"percent_of_copy", r.percent_of_copy()}});
    }
    print(array);
}

void print_table(const std::vector<bench_result>& results) {
    table t({"name", "dtype", "mode", ">GB/s", ">ns/element", ">copy GB/s", ">% of copy"});
    for (const bench_result& r : results) {
        t.add({r.activation.info().name, name_of(r.dtype), name_of(r.mode),
               fmt::format("{:.1f}", r.gigabytes_per_second()), fmt::format("{:.4f}", r.nanoseconds_per_element()),
               fmt::format("{:.1f}", r.copy_gigabytes_per_second()), fmt::format("{:.0f}", r.percent_of_copy())});
    }
    t.print();
}

}  // namespace

void add_bench(CLI::App& app) {
    const auto chosen = std::make_shared<bench_options>();
    command bench(app, "bench", "Throughput, beside a copy with the same reads and writes measured in between");
    chosen->over.add_to(bench, true, "float32 where none is named");
    bench.option("--bytes", chosen->bytes, granule, most_bytes, "Of each array; by default more than the caches hold");
    bench.option("--repeats", chosen->repeats, 1, most_repeats, "The medians are of this many passes and copies");
    bench.flag("--json", chosen->json, "An array of objects");
    bench.run([chosen] {
        const std::vector<bench_result> results = measure_all(*chosen);
        if (chosen->json) {
            print_json(results, name_of(chosen->over.place()));
        } else {
            print_table(results);
        }
    });
}

}  // namespace actjet::tool
