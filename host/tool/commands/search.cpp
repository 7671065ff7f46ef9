// actjet search: a place against the reference, over parameters.
#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/progress.hpp"
#include "../text/table.hpp"
#include "check.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "threads.hpp"

#include <host/validation/search/search.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <memory>

namespace actjet::tool {

using namespace validation;

namespace {

struct search_options {
    std::vector<std::string> names, dtypes;
    std::string place = "cpu";
    search_effort effort;
    std::uint64_t threads = 0;
    bool json = false;
};

// Those named, or all that have parameters.
std::vector<any_activation> activations_of(const search_options& chosen) {
    std::vector<any_activation> activations = activations_named(chosen.names);
    if (chosen.names.empty()) {
        std::erase_if(activations, [](const any_activation& a) { return a.info().parameter_count == 0; });
    }
    return activations;
}

std::vector<actjet_dtype> dtypes_of(const search_options& chosen) {
    std::vector<actjet_dtype> dtypes;
    std::transform(chosen.dtypes.begin(), chosen.dtypes.end(), std::back_inserter(dtypes), dtype_named);
    return dtypes.empty() ? std::vector{ACTJET_FLOAT32, ACTJET_FLOAT16, ACTJET_BFLOAT16, ACTJET_FLOAT64} : dtypes;
}

// As the computation uses it.
ordered_json parameter(double value, actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 ? element(std::bit_cast<std::uint64_t>(value), ACTJET_FLOAT64)
                                   : element(std::bit_cast<std::uint32_t>(static_cast<float>(value)), ACTJET_FLOAT32);
}

ordered_json to_json(const worst_case& worst, const search_result& result) {
    ordered_json parameters = ordered_json::object();
    for (std::size_t i = 0; i < worst.parameters.size(); ++i) {
        parameters[result.activation.info().parameters[i].name] = parameter(worst.parameters[i], result.dtype);
    }
    return {{"worst_ulp", json_number(worst.found.ulp)},
            {"bound", worst.bound},
            {"parameters", parameters},
            {"at", element(worst.found.input, result.dtype)},
            {"result", element(worst.found.result, result.dtype)},
            {"exact", fmt::format("{:.21g}", worst.found.exact)}};
}

ordered_json to_json(const search_result& result) {
    return {{"name", result.activation.info().name},
            {"dtype", name_of(result.dtype)},
            {"parameter_sets", result.sets},
            {"inputs", result.inputs},
            {"pass", result.passes()},
            {"value", to_json(result.value, result)},
            {"derivative", to_json(result.derivative, result)}};
}

void print_json(const std::vector<search_result>& results, actjet_place place) {
    ordered_json array = ordered_json::array();
    std::transform(results.begin(), results.end(), std::back_inserter(array),
                   [](const search_result& r) { return to_json(r); });
    print({{"version", actjet_version()},
           {"place", name_of(place)},
           {"pass", std::all_of(results.begin(), results.end(), [](const search_result& r) { return r.passes(); })},
           {"results", array}});
}

std::string case_text(const worst_case& worst, const search_result& result) {
    std::string text = worst.found.ulp == 0 ? "" : fmt::format("x {}", shortest(worst.found.input, result.dtype));
    for (std::size_t i = 0; !text.empty() && i < worst.parameters.size(); ++i) {
        text += fmt::format(", {} {}", result.activation.info().parameters[i].name, worst.parameters[i]);
    }
    return text;
}

void print_table(const std::vector<search_result>& results) {
    table t({"name", "dtype", "part", ">sets", ">inputs", ">ULP", ">bound", "at", ""});
    for (const search_result& r : results) {
        for (const auto& [part, worst] : {std::pair("value", &r.value), {"derivative", &r.derivative}}) {
            t.add({r.activation.info().name, name_of(r.dtype), part, fmt::format("{}", r.sets),
                   fmt::format("{}", r.inputs), fmt::format("{:.3f}", worst->found.ulp),
                   fmt::format("{}", worst->bound), case_text(*worst, r), worst->holds() ? "ok" : "BROKEN"});
        }
    }
    t.print();
}

void run_search(const search_options& chosen, int& exit_code) {
    const actjet_place place = place_named(chosen.place);
    const std::vector<actjet_dtype> dtypes = dtypes_of(chosen);
    std::vector<search_result> results;
    for (const any_activation& activation : activations_of(chosen)) {
        for (const actjet_dtype dtype : dtypes) {
            constexpr std::uint64_t whole = 1000;
            progress bar(fmt::format("{} {}", activation.info().name, name_of(dtype)), whole);
            std::uint64_t shown = 0;
            results.push_back(search(activation, dtype, place, chosen.effort, thread_count(chosen.threads),
                                     [&](std::uint64_t done, std::uint64_t of) {
                                         const std::uint64_t now = std::min(whole, whole * done / of);
                                         bar.advance(now - shown);
                                         shown = now;
                                     }));
            if (!results.back().passes()) {
                exit_code = broken_bound_exit_code;
            }
        }
    }
    chosen.json ? print_json(results, place) : print_table(results);
}

}  // namespace

void add_search(CLI::App& app, int& exit_code) {
    const auto chosen = std::make_shared<search_options>();
    command search_command(app, "search",
                           "The worst errors over parameters and inputs, looked for; exit code 1 if a bound is broken");
    search_command.arguments("names", chosen->names, "Activations; all that have parameters where none is named");
    search_command.repeatable_option("--dtype", chosen->dtypes,
                                     "float32, float64, float16, bfloat16; all where none is named");
    search_command.option("--place", chosen->place, "cpu or cuda");
    search_command.option("--sets", chosen->effort.sets, 1, 1 << 20, "Sets of parameters to begin with");
    search_command.option("--samples", chosen->effort.samples, 1, 1 << 24, "Inputs for each, besides the windows");
    search_command.option("--rounds", chosen->effort.rounds, 1, 1 << 20, "Rounds of climbing from the worst cases");
    search_command.option("--bound", chosen->effort.bound,
                          "Hold this many ULP against it, and not the contract's bounds");
    search_command.option("--threads", chosen->threads, 0, most_threads, threads_meaning);
    search_command.flag("--json", chosen->json, "An object with the worst cases as bits");
    search_command.run([chosen, &exit_code] { run_search(*chosen, exit_code); });
}

}  // namespace actjet::tool
