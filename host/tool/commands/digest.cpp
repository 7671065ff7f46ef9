// actjet digest: one hash of all results, to compare builds, machines and places.
#include "../bad_input.hpp"
#include "../files/digest_files.hpp"
#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/progress.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "digest_inputs.hpp"
#include "selection.hpp"
#include "threads.hpp"

#include <host/validation/digests/pass.hpp>
#include <host/validation/passes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>

namespace actjet::tool {

using namespace validation;

namespace {

// Large enough that threads and the device are busy; powers of two, so that every input set is whole chunks.
constexpr std::uint64_t host_chunk = 1 << 22, device_chunk = 1 << 24;
struct digest_options {
    selection over;
    digest_input_options inputs;
    std::vector<std::string> from;
    std::uint64_t threads = 0;
    bool any_nan = false, blocks = false, json = false;
};

struct digest_result {
    any_activation activation;
    actjet_dtype dtype;
    actjet_pass pass;
    digest_inputs inputs;
    std::vector<std::uint64_t> block_digests;  // one, or of all of float32's blocks

    std::uint64_t digest() const {
        return std::accumulate(block_digests.begin(), block_digests.end(), std::uint64_t{0});
    }
};

bool has_blocks(const digest_options& chosen, const digest_result& result) {
    return chosen.blocks && result.block_digests.size() == float32_blocks;
}

digest_result digest_one(const digest_options& chosen, const any_activation& activation, actjet_dtype dtype,
                         actjet_pass pass) {
    const digest_inputs inputs = chosen.inputs.of(dtype);
    digest_result result{activation, dtype, pass, inputs,
                         std::vector<std::uint64_t>(std::max<std::uint64_t>(1, inputs.count / block_size))};
    const bool on_device = chosen.over.place() == ACTJET_CUDA;
    const std::uint64_t chunk = std::min(inputs.count, on_device ? device_chunk : host_chunk);
    const unsigned threads = thread_count(chosen.threads);
    const digest_task task{activation, dtype, pass, inputs.fields, chunk};
    const auto work = !chosen.from.empty() ? make_file_pass(inputs, chunk, chosen.from, chosen.any_nan, threads)
                      : on_device          ? make_device_pass(task)
                                           : make_host_pass(task, threads);
    progress bar(fmt::format("{} {} {}", activation.info().name, name_of(dtype), name_of(pass)), inputs.count);
    for (std::uint64_t done = 0; done < inputs.count; done += chunk) {
        result.block_digests[done / block_size] += work->run(inputs.first + done);
        bar.advance(chunk);
    }
    return result;
}

// Files hold the results of one of each.
void require_one(const digest_options& chosen, std::size_t activations, const std::vector<actjet_dtype>& dtypes,
                 const std::vector<actjet_pass>& passes) {
    if (activations != 1 || dtypes.size() != 1 || passes.size() != 1) {
        refuse(
            "--from takes the results of one activation in one dtype and one pass: name it, with --dtype and --pass");
    }
    const std::vector<int> outputs = required_arrays(passes.front()).outputs;
    if (chosen.from.size() != outputs.size()) {
        refuse("pass {} gives {}, and --from is given {} times", name_of(passes.front()),
               names_of(passes.front(), outputs), chosen.from.size());
    }
}

std::vector<digest_result> digest_all(const digest_options& chosen) {
    const std::vector<actjet_dtype> all_dtypes{ACTJET_FLOAT32, ACTJET_FLOAT64, ACTJET_FLOAT16, ACTJET_BFLOAT16};
    const std::vector<any_activation> activations = chosen.over.activations();
    const std::vector<actjet_dtype> dtypes = chosen.over.dtypes(all_dtypes);
    const std::vector<actjet_pass> passes = chosen.over.passes();
    if (!chosen.from.empty()) {
        require_one(chosen, activations.size(), dtypes, passes);
    }
    std::vector<digest_result> results;
    for (const any_activation& activation : activations) {
        for (const actjet_dtype dtype : dtypes) {
            for (const actjet_pass pass : passes) {
                if (chosen.over.includes(pass, activation)) {
                    results.push_back(digest_one(chosen, activation, dtype, pass));
                }
            }
        }
    }
    return results;
}

std::string hex(std::uint64_t digest) {
    return fmt::format("{:016x}", digest);
}

void print_json(const digest_options& chosen, const std::vector<digest_result>& results) {
    ordered_json array = ordered_json::array();
    for (const digest_result& r : results) {
        ordered_json object{{"name", r.activation.info().name}, {"dtype", name_of(r.dtype)}, {"pass", name_of(r.pass)}};
        if (chosen.from.empty()) {
            object["place"] = name_of(chosen.over.place());
        } else {
            object["from"] = chosen.from;
        }
        object.update({{"inputs", r.inputs.count}, {"over", r.inputs.name}, {"digest", hex(r.digest())}});
        if (has_blocks(chosen, r)) {
            std::transform(r.block_digests.begin(), r.block_digests.end(), std::back_inserter(object["blocks"]), hex);
        }
        array.push_back(std::move(object));
    }
    print(array);
}

// Lines of words, made to be compared with diff: no column depends on another line.
void print_lines(const digest_options& chosen, const std::vector<digest_result>& results) {
    for (const digest_result& r : results) {
        fmt::print("{} {} {} {} {}\n", r.activation.info().name, name_of(r.dtype), name_of(r.pass), r.inputs.name,
                   hex(r.digest()));
        for (std::size_t i = 0; has_blocks(chosen, r) && i < r.block_digests.size(); ++i) {
            fmt::print("{} {} {} {} {}\n", r.activation.info().name, name_of(r.dtype), name_of(r.pass),
                       name_of_block(i), hex(r.block_digests[i]));
        }
    }
}

}  // namespace

void add_digest(CLI::App& app) {
    const auto chosen = std::make_shared<digest_options>();
    command digest(
        app, "digest",
        "One hash of all results, the same wherever they are the same: to compare builds, machines and places");
    chosen->over.add_to(digest, true, "all where none is named");
    chosen->inputs.add_to(digest);
    digest.flag("--blocks", chosen->blocks, "float32 also by the first eight bits of the input");
    digest.exclusive({"--sample", "--blocks"});
    digest.exclusive({"--block", "--blocks"});
    digest.repeatable_option(
        "--from", chosen->from,
        "A NumPy file with what another device made of the inputs that actjet inputs writes: y; for "
        "pass jet y and then dydx; for pass backward dx");
    digest.flag("--any-nan", chosen->any_nan, "With --from: a NaN counts as the library's, whatever its bits");
    digest.exclusive({"--from", "--place"});
    digest.option("--threads", chosen->threads, 0, most_threads, threads_meaning);
    digest.flag("--json", chosen->json, "An array of objects");
    digest.run([chosen] {
        const std::vector<digest_result> results = digest_all(*chosen);
        if (chosen->json) {
            print_json(*chosen, results);
        } else {
            print_lines(*chosen, results);
        }
    });
}

}  // namespace actjet::tool
