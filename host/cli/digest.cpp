// actjet digest: one hash of all results, to compare builds, machines and places.
#include "bad_input.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "digest_pass.hpp"
#include "formats.hpp"
#include "hash.hpp"
#include "json.hpp"
#include "names.hpp"
#include "numbers.hpp"
#include "progress.hpp"
#include "selection.hpp"
#include "workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>

namespace actjet::tool {
namespace {

// Large enough that threads and the device are busy; powers of two, so that every input set is whole chunks.
constexpr std::uint64_t host_chunk = 1 << 22, device_chunk = 1 << 24;
// float32's 2^32 inputs are digested in this many blocks, so that a difference is located.
constexpr std::uint64_t blocks = 256, block_size = std::uint64_t{1} << 24;

struct digest_options {
    selection over;
    std::string block;
    std::uint64_t threads = 0;
    bool sample = false, blocks = false, json = false;
};

// Inputs first, first + 1, ... as digest_input() numbers them, and how the output names them.
struct input_range {
    std::uint64_t first, count;
    std::string name;
};

struct digest_result {
    any_activation activation;
    actjet_dtype dtype;
    actjet_mode mode;
    input_range inputs;
    std::vector<std::uint64_t> block_digests;  // one, or of all of float32's blocks

    std::uint64_t digest() const {
        return std::accumulate(block_digests.begin(), block_digests.end(), std::uint64_t{0});
    }
};

bool is_sampled(const digest_options& chosen, actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 || (dtype == ACTJET_FLOAT32 && chosen.sample);
}

std::string name_of_block(std::uint64_t block) {
    return fmt::format("{:#04x}", block);
}

input_range inputs_of(const digest_options& chosen, actjet_dtype dtype) {
    if (is_sampled(chosen, dtype)) {
        return {0, std::uint64_t{1} << sample_bits, "sample"};
    }
    if (dtype == ACTJET_FLOAT32 && !chosen.block.empty()) {
        const std::uint64_t block = parse_integer(chosen.block, "--block");
        if (block >= blocks) {
            refuse("--block {:#x} is none of float32's blocks, which end at {:#x}", block, blocks - 1);
        }
        return {block * block_size, block_size, name_of_block(block)};
    }
    return {0, std::uint64_t{1} << (8 * element_size(dtype)), "all"};
}

digest_result digest_one(const digest_options& chosen, const any_activation& activation, actjet_dtype dtype,
                         actjet_mode mode) {
    const input_range inputs = inputs_of(chosen, dtype);
    digest_result result{activation, dtype, mode, inputs,
                         std::vector<std::uint64_t>(std::max<std::uint64_t>(1, inputs.count / block_size))};
    const bool on_device = chosen.over.place() == ACTJET_CUDA;
    const std::uint64_t chunk = std::min(inputs.count, on_device ? device_chunk : host_chunk);
    const digest_task task{activation, dtype, mode, is_sampled(chosen, dtype), chunk};
    const auto pass = on_device ? make_device_pass(task) : make_host_pass(task, thread_count(chosen.threads));
    progress bar(fmt::format("{} {} {}", activation.info().name, name_of(dtype), name_of(mode)), inputs.count);
    for (std::uint64_t done = 0; done < inputs.count; done += chunk) {
        result.block_digests[done / block_size] += pass->run(inputs.first + done);
        bar.advance(chunk);
    }
    return result;
}

std::vector<digest_result> digest_all(const digest_options& chosen) {
    const std::vector<actjet_dtype> all_dtypes{ACTJET_FLOAT32, ACTJET_FLOAT64, ACTJET_FLOAT16, ACTJET_BFLOAT16};
    std::vector<digest_result> results;
    for (const any_activation& activation : chosen.over.activations()) {
        for (const actjet_dtype dtype : chosen.over.dtypes(all_dtypes)) {
            for (const actjet_mode mode : chosen.over.modes()) {
                results.push_back(digest_one(chosen, activation, dtype, mode));
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
        ordered_json object{{"name", r.activation.info().name}, {"dtype", name_of(r.dtype)},
                            {"mode", name_of(r.mode)},          {"place", name_of(chosen.over.place())},
                            {"inputs", r.inputs.count},         {"over", r.inputs.name},
                            {"digest", hex(r.digest())}};
        if (chosen.blocks && r.block_digests.size() == blocks) {
            std::transform(r.block_digests.begin(), r.block_digests.end(), std::back_inserter(object["blocks"]), hex);
        }
        array.push_back(std::move(object));
    }
    print(array);
}

// Lines of words, made to be compared with diff: no column depends on another line.
void print_lines(const digest_options& chosen, const std::vector<digest_result>& results) {
    for (const digest_result& r : results) {
        fmt::print("{} {} {} {} {}\n", r.activation.info().name, name_of(r.dtype), name_of(r.mode), r.inputs.name,
                   hex(r.digest()));
        for (std::size_t i = 0; chosen.blocks && r.block_digests.size() == blocks && i < blocks; ++i) {
            fmt::print("{} {} {} {} {}\n", r.activation.info().name, name_of(r.dtype), name_of(r.mode),
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
    digest.flag("--sample", chosen->sample,
                "float32 over a fixed sample of 2^22 inputs, as float64 always is, and not over all");
    digest.flag("--blocks", chosen->blocks, "float32 also by the first eight bits of the input");
    digest.option("--block", chosen->block,
                  "float32 over the inputs that begin with these eight bits, and not over all");
    digest.exclusive({"--sample", "--blocks", "--block"});
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
