#include "check.hpp"
#include "formats.hpp"
#include "json.hpp"
#include "names.hpp"
#include "numbers.hpp"
#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace actjet::tool {
namespace {

bool counts_rounding(actjet_dtype dtype) {
    return element_size(dtype) == 2;
}

std::string ulp_text(double ulp) {
    return ulp < 1000 ? fmt::format("{:.3f}", ulp) : fmt::format("{:.2g}", ulp);
}

double correctly_rounded(const tally& t, std::uint64_t inputs) {
    return static_cast<double>(inputs - t.misrounded) / static_cast<double>(inputs);
}

std::string exact_text(const tally& t) {
    return fmt::format("{:.21g}", t.worst.exact);
}

std::string correctly_rounded_text(const tally& t, const check_result& result) {
    return counts_rounding(result.dtype) ? fmt::format("{:.3f} %", 100 * correctly_rounded(t, result.found.inputs))
                                         : "";
}

ordered_json to_json(const tally& t, const std::optional<double>& bound, const check_result& result) {
    ordered_json object{{"worst_ulp", json_number(t.worst.ulp)}};
    if (bound) {
        object["bound"] = *bound;
    }
    object.update({{"at", element(t.worst.input, result.dtype)},
                   {"result", element(t.worst.result, result.dtype)},
                   {"exact", exact_text(t)},
                   {"above_half", t.above_half},
                   {"above_one", t.above_one},
                   {"above_two", t.above_two}});
    if (counts_rounding(result.dtype)) {
        object["correctly_rounded"] = correctly_rounded(t, result.found.inputs);
    }
    return object;
}

// Empty where every result is exact.
std::string input_text(const tally& t, actjet_dtype dtype) {
    return t.worst.ulp > 0 ? shortest(t.worst.input, dtype) : "";
}

struct part {
    const char* name;
    const tally& found;
    const std::optional<double>& bound;
};

// Those that were looked at.
std::vector<part> parts_of(const check_result& r) {
    std::vector<part> parts;
    for (const part& p :
         {part{"value", r.found.value, r.value_bound}, part{"derivative", r.found.derivative, r.derivative_bound}}) {
        if (p.found.worst.ulp >= 0) {
            parts.push_back(p);
        }
    }
    return parts;
}

ordered_json to_json(const check_result& result) {
    const actjet_activation_info& info = result.activation.info();
    ordered_json parameters = ordered_json::object();
    for (int i = 0; i < info.parameter_count; ++i) {
        const auto given = result.activation.parameters();
        parameters[info.parameters[i].name] =
            given.empty() ? info.parameters[i].standard : given[static_cast<std::size_t>(i)];
    }
    ordered_json object{{"name", info.name},
                        {"dtype", name_of(result.dtype)},
                        {"parameters", parameters},
                        {"inputs", result.found.inputs}};
    if (parts_of(result).size() == 2) {
        object["digest"] = fmt::format("{:016x}", result.found.digest);
    }
    if (result.value_bound || result.derivative_bound) {
        object["pass"] = result.passes();
    }
    for (const part& p : parts_of(result)) {
        object[p.name] = to_json(p.found, p.bound, result);
    }
    return object;
}

}  // namespace

void print_json(const check_result& result) {
    print(to_json(result));
}

void print_json(const std::vector<check_result>& results, actjet_place place) {
    ordered_json array = ordered_json::array();
    std::transform(results.begin(), results.end(), std::back_inserter(array),
                   [](const check_result& r) { return to_json(r); });
    print({{"version", actjet_version()},
           {"place", name_of(place)},
           {"pass", std::all_of(results.begin(), results.end(), [](const check_result& r) { return r.passes(); })},
           {"results", array}});
}

void print_table(const std::vector<check_result>& results) {
    table t({"name", "dtype", ">inputs", ">value ULP", ">bound", ">at x", ">correct", ">derivative ULP", ">bound",
             ">at x", ">correct", ""});
    for (const check_result& r : results) {
        std::vector<std::string> row{r.activation.info().name, name_of(r.dtype), fmt::format("{}", r.found.inputs)};
        for (const part& p : parts_of(r)) {
            row.push_back(ulp_text(p.found.worst.ulp));
            row.push_back(fmt::format("{}", p.bound.value()));
            row.push_back(input_text(p.found, r.dtype));
            row.push_back(correctly_rounded_text(p.found, r));
        }
        row.push_back(r.passes() ? "ok" : "BROKEN");
        t.add(std::move(row));
    }
    t.print();
}

void print_parts(const check_result& result) {
    fmt::print("{}, {}, {} inputs\n", result.activation.info().name, name_of(result.dtype), result.found.inputs);
    table t({"", ">ULP", ">at x", ">result", ">exact", ">above 0.5", ">above 1", ">above 2", ">correct"});
    for (const part& p : parts_of(result)) {
        const bool exact = p.found.worst.ulp == 0;
        t.add({p.name, ulp_text(p.found.worst.ulp), input_text(p.found, result.dtype),
               exact ? "" : shortest(p.found.worst.result, result.dtype), exact ? "" : exact_text(p.found),
               fmt::format("{}", p.found.above_half), fmt::format("{}", p.found.above_one),
               fmt::format("{}", p.found.above_two), correctly_rounded_text(p.found, result)});
    }
    t.print();
    if (result.value_bound || result.derivative_bound) {
        fmt::print("{}\n", result.passes() ? "The bound holds." : "The bound is BROKEN.");
    }
}

}  // namespace actjet::tool
