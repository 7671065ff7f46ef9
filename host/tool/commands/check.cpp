// actjet check: a place against the reference.
#include "check.hpp"

#include "../bad_input.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/progress.hpp"
#include "check_pass.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "selection.hpp"
#include "threads.hpp"

#include <host/validation/evaluator.hpp>
#include <host/validation/formats.hpp>
#include <host/validation/judging/standard.hpp>
#include <host/validation/search/samples.hpp>
#include <host/validation/workers.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace actjet::tool {

using namespace validation;

namespace {

// Large enough that threads and devices are busy, small enough for a smooth progress bar.
constexpr std::uint64_t block_elements = 1 << 20;
constexpr std::uint64_t scout_count = 1 << 16;
constexpr std::uint64_t most_samples = std::uint64_t{1} << 28;

struct check_options {
    selection over;
    std::string from, to, pass;
    std::uint64_t samples = 1000000, threads = 0;
    std::optional<double> bound;
    bool exhaustive = false, json = false;
};

// The patterns from first to last.
struct pattern_range {
    std::uint64_t first, last;
};

std::uint64_t last_pattern(actjet_dtype dtype) {
    return ~std::uint64_t{0} >> (64 - 8 * element_size(dtype));
}

// What is asked for in place of a sample; nothing where a sample is.
std::optional<pattern_range> range_of(const check_options& chosen, actjet_dtype dtype) {
    const std::uint64_t last = last_pattern(dtype);
    if (!chosen.from.empty() || !chosen.to.empty()) {
        const pattern_range range{chosen.from.empty() ? 0 : parse_integer(chosen.from, "--from"),
                                  chosen.to.empty() ? last : parse_integer(chosen.to, "--to")};
        if (range.first > range.last || range.last > last) {
            refuse("--from {:#x} --to {:#x} is no range of patterns of {}, which end at {:#x}", range.first, range.last,
                   name_of(dtype), last);
        }
        return range;
    }
    if (chosen.exhaustive && dtype == ACTJET_FLOAT64) {
        refuse("float64 has 2^64 inputs: take a sample, or a range with --from and --to");
    }
    return chosen.exhaustive || element_size(dtype) == 2 ? std::optional(pattern_range{0, last}) : std::nullopt;
}

std::vector<actjet_dtype> dtypes_of(const check_options& chosen) {
    std::vector<actjet_dtype> all{ACTJET_FLOAT32, ACTJET_FLOAT16, ACTJET_BFLOAT16};
    if (!chosen.exhaustive) {
        all.push_back(ACTJET_FLOAT64);
    }
    const std::vector<actjet_dtype> dtypes = chosen.over.dtypes(all);
    if ((!chosen.from.empty() || !chosen.to.empty()) && dtypes.size() != 1) {
        refuse("--from and --to are patterns of one dtype: name it with --dtype");
    }
    return dtypes;
}

template <class Format>
comparison compare_all(const check_options& chosen, const any_activation& activation, actjet_dtype dtype,
                       const standard& exact) {
    using bits = typename Format::bits;
    const std::optional<pattern_range> range = range_of(chosen, dtype);
    evaluator place(activation, dtype, chosen.over.place());
    std::vector<bits> sample;
    if constexpr (sizeof(bits) > 2) {
        if (!range) {
            sample = stratified_inputs<Format>(chosen.samples, exact.function.evaluate, exact.parameters.data());
        }
    }
    // A range may hold all 2^64 patterns, one more than count can say; nobody will wait for its end.
    const std::uint64_t count =
        range ? std::max(range->last - range->first, range->last - range->first + 1) : sample.size();
    const unsigned threads = thread_count(chosen.threads);
    const std::size_t capacity = std::min(block_elements, count);
    std::vector<bits> x(capacity), value(capacity), derivative(capacity);
    // Compares n inputs that begin with number first and are stride apart.
    const auto compare_some = [&](const comparison& known, std::uint64_t first, std::uint64_t stride, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint64_t k = first + i * stride;
            x[i] = range ? static_cast<bits>(range->first + k) : sample[k];
        }
        place.run(ACTJET_JET, n, {x.data()}, {value.data(), derivative.data()});
        return add_over_slices<comparison>(threads, n, [&](std::uint64_t begin, std::uint64_t end) {
            return compare<Format>(exact, known, end - begin, &x[begin], &value[begin], &derivative[begin]);
        });
    };
    progress bar(fmt::format("{} {}", activation.info().name, name_of(dtype)), count);
    // Scouts: the worst of them are worse than nearly all that follow.
    const comparison scouts =
        compare_some({}, 0, std::max<std::uint64_t>(1, count / scout_count), std::min(count, scout_count));
    comparison total;
    for (std::uint64_t done = 0; done < count; done += block_elements) {
        const std::size_t n = std::min(block_elements, count - done);
        total += compare_some(done == 0 ? scouts : total, done, 1, n);
        bar.advance(n);
    }
    return total;
}

check_result check_one(const check_options& chosen, const any_activation& activation, actjet_dtype dtype) {
    if (!chosen.pass.empty()) {
        return check_pass(
            {pass_named(chosen.pass), chosen.over.place(), chosen.samples, chosen.bound, thread_count(chosen.threads)},
            activation, dtype);
    }
    const standard exact = standard_of(activation, dtype, chosen.bound);
    const comparison found = visit_format(
        dtype, [&]<class Format>(Format) { return compare_all<Format>(chosen, activation, dtype, exact); });
    return {activation,
            dtype,
            found.inputs,
            found.digest,
            {{"value", exact.value_bound, found.value}, {"derivative", exact.derivative_bound, found.derivative}}};
}

void report(const check_options& chosen, int& exit_code) {
    const std::vector<actjet_dtype> dtypes = dtypes_of(chosen);
    const bool of_pass = !chosen.pass.empty();
    if (of_pass) {
        require_products(pass_named(chosen.pass));
    }
    std::vector<check_result> results;
    for (const any_activation& activation : chosen.over.activations()) {
        if (of_pass && !chosen.over.includes(pass_named(chosen.pass), activation)) {
            continue;
        }
        for (const actjet_dtype dtype : dtypes) {
            results.push_back(check_one(chosen, activation, dtype));
        }
    }
    const auto broken = std::count_if(results.begin(), results.end(), [](const auto& r) { return !r.passes(); });
    if (chosen.json) {
        print_json(results, chosen.over.place());
    } else {
        of_pass ? print_pass_table(results) : print_table(results);
        fmt::print("{}\n", broken == 0 ? "All bounds hold." : fmt::format("Bounds broken in {} rows.", broken));
    }
    exit_code = broken == 0 ? 0 : broken_bound_exit_code;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
    const auto chosen = std::make_shared<check_options>();
    command check(app, "check",
                  "A place against the reference: the worst errors in ULP; exit code 1 if a bound is broken");
    chosen->over.add_to(check, false, "all where none is named");
    check.option("--samples", chosen->samples, 1, most_samples, "Inputs of float32 and float64; 16-bit types take all");
    check.flag("--exhaustive", chosen->exhaustive, "All 2^32 inputs of float32");
    check.option("--from", chosen->from, "The first input, as a bit pattern");
    check.option("--to", chosen->to, "The last input, as a bit pattern");
    check.exclusive({"--samples", "--exhaustive", "--from"});
    check.exclusive({"--samples", "--exhaustive", "--to"});
    check.option("--pass", chosen->pass,
                 "backward, gated_forward or gated_backward: its results, of random and special operands, each against "
                 "the bound that follows from those of value and derivative");
    for (const char* other : {"--exhaustive", "--from", "--to"}) {
        check.exclusive({"--pass", other});
    }
    check.option("--bound", chosen->bound, "Hold this many ULP against it, and not the contract's bounds");
    check.option("--threads", chosen->threads, 0, most_threads, threads_meaning);
    check.flag("--json", chosen->json, "An object with the counts above 0.5, 1 and 2 ULP");
    check.run([chosen, &exit_code] { report(*chosen, exit_code); });
}

}  // namespace actjet::tool
