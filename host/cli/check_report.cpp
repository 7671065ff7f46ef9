#include "check.hpp"
#include "formats.hpp"
#include "names.hpp"
#include "numbers.hpp"
#include "table.hpp"

#include <fmt/format.h>

namespace actjet::tool {
namespace {

using nlohmann::ordered_json;

ordered_json element(std::uint64_t bits, actjet_dtype dtype) {
    return {{"number", shortest(bits, dtype)}, {"hex", hex_float(bits, dtype)}, {"bits", bit_pattern(bits, dtype)}};
}

bool counts_rounding(actjet_dtype dtype) {
    return element_size(dtype) == 2;
}

std::string ulp_text(double ulp) {
    return ulp < 1000 ? fmt::format("{:.3f}", ulp) : fmt::format("{:.2g}", ulp);
}

double correctly_rounded(const tally& t, std::uint64_t inputs) {
    return static_cast<double>(inputs - t.misrounded) / static_cast<double>(inputs);
}

ordered_json to_json(const tally& t, double bound, const check_result& result) {
    ordered_json object{{"worst_ulp", json_number(t.worst.ulp)},
                        {"bound", bound},
                        {"at", element(t.worst.input, result.dtype)},
                        {"result", element(t.worst.result, result.dtype)},
                        {"exact", fmt::format("{:.21g}", t.worst.exact)},
                        {"above_half", t.above_half},
                        {"above_one", t.above_one},
                        {"above_two", t.above_two}};
    if (counts_rounding(result.dtype)) {
        object["correctly_rounded"] = correctly_rounded(t, result.found.inputs);
    }
    return object;
}

}  // namespace

ordered_json to_json(const check_result& result) {
    const actjet_activation_info& info = result.activation.info();
    ordered_json parameters = ordered_json::object();
    for (int i = 0; i < info.parameter_count; ++i) {
        const auto given = result.activation.parameters();
        parameters[info.parameters[i].name] =
            given.empty() ? info.parameters[i].standard : given[static_cast<std::size_t>(i)];
    }
    return {{"name", info.name},
            {"dtype", name_of(result.dtype)},
            {"parameters", parameters},
            {"inputs", result.found.inputs},
            {"digest", fmt::format("{:016x}", result.found.digest)},
            {"pass", result.passes()},
            {"value", to_json(result.found.value, result.value_bound, result)},
            {"derivative", to_json(result.found.derivative, result.derivative_bound, result)}};
}

void print_table(const std::vector<check_result>& results) {
    table t({"name", "dtype", ">inputs", ">value ULP", ">bound", ">at x", ">correct", ">derivative ULP", ">bound",
             ">at x", ">correct", ""});
    for (const check_result& r : results) {
        std::vector<std::string> row{r.activation.info().name, name_of(r.dtype), fmt::format("{}", r.found.inputs)};
        for (const auto& [part, bound] :
             {std::pair(&r.found.value, r.value_bound), std::pair(&r.found.derivative, r.derivative_bound)}) {
            row.push_back(ulp_text(part->worst.ulp));
            row.push_back(fmt::format("{}", bound));
            row.push_back(part->worst.ulp > 0 ? shortest(part->worst.input, r.dtype) : "");
            row.push_back(counts_rounding(r.dtype)
                              ? fmt::format("{:.3f} %", 100 * correctly_rounded(*part, r.found.inputs))
                              : "");
        }
        row.push_back(r.passes() ? "ok" : "BROKEN");
        t.add(std::move(row));
    }
    t.print();
}

}  // namespace actjet::tool
