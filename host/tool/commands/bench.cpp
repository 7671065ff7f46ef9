// actjet bench: a quick table of throughput, beside a copy that was measured between the passes.
#include "../text/progress.hpp"
#include "bench_report.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "selection.hpp"

#include <host/validation/evaluator.hpp>

#include <memory>
#include <vector>

namespace actjet::tool {

using namespace validation;

namespace {

// Arrays are whole numbers of cache lines.
constexpr std::uint64_t granule = 64, most_bytes = std::uint64_t{1} << 36;
constexpr std::uint64_t most_repeats = 100000;

struct bench_options {
    selection over;
    std::uint64_t bytes = 0, repeats = 5;
    bool hot = false, json = false;

    bench::buffers buffers() const { return hot ? bench::buffers::hot : bench::buffers::cold; }
};

std::unique_ptr<bench::machine> make_machine(actjet_place place) {
    require_place(place);
    return place == ACTJET_CPU ? bench::make_cpu() : bench::make_cuda();
}

std::vector<bench_result> measure_all(const bench_options& chosen) {
    struct one {
        any_activation activation;
        bench::pass pass;
    };
    const std::vector<any_activation> activations = chosen.over.activations();
    const std::unique_ptr<bench::machine> machine = make_machine(chosen.over.place());
    // A pass goes over two arrays or more.
    const std::uint64_t bytes = (chosen.bytes ? chosen.bytes : machine->cold_bytes() / 2) / granule * granule;
    std::vector<bench::pass> passes;
    std::vector<one> all;
    for (const actjet_dtype dtype : chosen.over.dtypes({ACTJET_FLOAT32})) {
        for (const actjet_pass pass : chosen.over.passes()) {
            passes.push_back({pass, dtype, bytes});
            for (const any_activation& activation : activations) {
                if (chosen.over.includes(pass, activation)) {
                    all.push_back({activation, passes.back()});
                }
            }
        }
    }
    bench::arena arena(*machine, passes, chosen.buffers());
    progress bar("bench", all.size());
    std::vector<bench_result> results;
    for (const auto& [activation, pass] : all) {
        const bench::work work = bench::library_call(*machine, activation, pass);
        results.push_back({activation, pass, arena.measure(pass, {work}, chosen.repeats)});
        bar.advance(1);
    }
    return results;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
    const auto chosen = std::make_shared<bench_options>();
    command bench(app, "bench",
                  "Throughput, beside a copy with the same reads and writes measured in between. Exit code 1 where the "
                  "machine was too busy for a figure to mean anything");
    chosen->over.add_to(bench, true, "float32 where none is named");
    bench.option("--bytes", chosen->bytes, granule, most_bytes, "Of each array; by default more than the caches hold");
    bench.option("--repeats", chosen->repeats, 1, most_repeats, "Rounds; the medians are over them");
    bench.flag("--hot", chosen->hot,
               "The same buffers in every call; without it they rotate through more than the caches hold");
    bench.flag("--json", chosen->json, "An array of objects, with the seconds of every round");
    bench.run([chosen, &exit_code] {
        const std::vector<bench_result> results = measure_all(*chosen);
        if (chosen->json) {
            print_bench_json(results, chosen->over.place(), chosen->buffers());
        } else {
            print_bench_table(results);
        }
        exit_code = report_bench_doubts(results) ? 1 : 0;
    });
}

}  // namespace actjet::tool
