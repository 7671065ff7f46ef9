// actjet digest: one hash of all results, to compare builds, machines and places.
#include "command.hpp"
#include "commands.hpp"
#include "digest_pass.hpp"
#include "formats.hpp"
#include "hash.hpp"
#include "names.hpp"
#include "progress.hpp"
#include "selection.hpp"
#include "workers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <numeric>

namespace actjet::tool {
namespace {

// Large enough that threads and the device are busy; powers of two, so that every input set is whole chunks.
constexpr std::uint64_t host_chunk = 1 << 20, device_chunk = 1 << 24;
// float32's 2^32 inputs are digested in this many blocks, so that a difference is located.
constexpr std::uint64_t blocks = 256, block_size = std::uint64_t{1} << 24;

struct options {
    selection over;
    std::uint64_t threads = 0;
    bool sample = false, blocks = false, json = false;
};

struct digest_result {
    any_activation activation;
    actjet_dtype dtype;
    actjet_mode mode;
    std::uint64_t inputs;
    std::vector<std::uint64_t> block_digests;  // one, or of float32's blocks

    std::uint64_t digest() const {
        return std::accumulate(block_digests.begin(), block_digests.end(), std::uint64_t{0});
    }
};

bool is_sampled(const options& chosen, actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 || (dtype == ACTJET_FLOAT32 && chosen.sample);
}

std::uint64_t input_count_of(const options& chosen, actjet_dtype dtype) {
    return is_sampled(chosen, dtype) ? std::uint64_t{1} << sample_bits : std::uint64_t{1} << (8 * element_size(dtype));
}

digest_result digest_one(const options& chosen, const any_activation& activation, actjet_dtype dtype,
                         actjet_mode mode) {
    const std::uint64_t count = input_count_of(chosen, dtype);
    const bool in_blocks = dtype == ACTJET_FLOAT32 && !is_sampled(chosen, dtype);
    digest_result result{activation, dtype, mode, count, std::vector<std::uint64_t>(in_blocks ? blocks : 1)};
    const bool on_device = chosen.over.place() == ACTJET_CUDA;
    const std::uint64_t chunk = std::min(count, on_device ? device_chunk : host_chunk);
    const digest_task task{activation, dtype, mode, is_sampled(chosen, dtype), chunk};
    const auto pass = on_device ? make_device_pass(task) : make_host_pass(task, thread_count(chosen.threads));
    progress bar(fmt::format("{} {} {}", activation.info().name, name_of(dtype), name_of(mode)), count);
    for (std::uint64_t first = 0; first < count; first += chunk) {
        result.block_digests[in_blocks ? first / block_size : 0] += pass->run(first);
        bar.advance(chunk);
    }
    return result;
}

std::vector<digest_result> digest_all(const options& chosen) {
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

void print_json(const options& chosen, const std::vector<digest_result>& results) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const digest_result& r : results) {
        nlohmann::ordered_json object{{"name", r.activation.info().name},
                                      {"dtype", name_of(r.dtype)},
                                      {"mode", name_of(r.mode)},
                                      {"place", name_of(chosen.over.place())},
                                      {"inputs", r.inputs},
                                      {"sampled", is_sampled(chosen, r.dtype)},
                                      {"digest", hex(r.digest())}};
        if (chosen.blocks && r.block_digests.size() == blocks) {
            std::transform(r.block_digests.begin(), r.block_digests.end(), std::back_inserter(object["blocks"]), hex);
        }
        array.push_back(std::move(object));
    }
    fmt::print("{}\n", array.dump(2));
}

// Lines of words, made to be compared with diff: no column depends on another line.
void print_lines(const options& chosen, const std::vector<digest_result>& results) {
    for (const digest_result& r : results) {
        fmt::print("{} {} {} {} {}\n", r.activation.info().name, name_of(r.dtype), name_of(r.mode),
                   is_sampled(chosen, r.dtype) ? "sample" : "all", hex(r.digest()));
        for (std::size_t i = 0; chosen.blocks && r.block_digests.size() == blocks && i < blocks; ++i) {
            fmt::print("{} {} {} {:#04x} {}\n", r.activation.info().name, name_of(r.dtype), name_of(r.mode), i,
                       hex(r.block_digests[i]));
        }
    }
}

}  // namespace

void add_digest(CLI::App& app) {
    const auto chosen = std::make_shared<options>();
    command digest(
        app, "digest",
        "One hash of all results, the same wherever they are the same: to compare builds, machines and places");
    chosen->over.add_to(digest, true, "all where none is named");
    digest.flag("--sample", chosen->sample,
                "float32 over a fixed sample of 2^22 inputs, as float64 always is, and not over all");
    digest.flag("--blocks", chosen->blocks, "float32 also by the first eight bits of the input");
    digest.exclusive({"--sample", "--blocks"});
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
