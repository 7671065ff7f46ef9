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

bench_result measure(bench::arena& arena, const any_activation& activation, const bench::pass& pass,
                     std::uint64_t repeats) {
    const bench::machine& machine = arena.on();
    const bench::work work = [&](const bench::arrays& a) {
        actjet_call call = make_call(activation, pass.mode, pass.dtype, machine.place(), pass.elements(),
                                     {a.in[0], a.in[1]}, {a.out[0], a.out[1]});
        call.stream = machine.stream();
        run_checked(call);
    };
    return {activation, pass, arena.measure(pass, {work}, repeats)};
}

std::vector<bench_result> measure_all(const bench_options& chosen) {
    const std::vector<any_activation> activations = chosen.over.activations();
    const std::unique_ptr<bench::machine> machine = make_machine(chosen.over.place());
    // A pass goes over two arrays or three.
    const std::uint64_t bytes = (chosen.bytes ? chosen.bytes : machine->cold_bytes() / 2) / granule * granule;
    std::vector<bench::pass> passes;
    for (const actjet_dtype dtype : chosen.over.dtypes({ACTJET_FLOAT32})) {
        for (const actjet_pass mode : chosen.over.modes()) {
            passes.push_back({mode, dtype, bytes});
        }
    }
    bench::arena arena(*machine, passes, chosen.buffers());
    progress bar("bench", passes.size() * activations.size());
    std::vector<bench_result> results;
    for (const bench::pass& pass : passes) {
        for (const any_activation& activation : activations) {
            results.push_back(measure(arena, activation, pass, chosen.repeats));
            bar.advance(1);
        }
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
