#include "finding.hpp"

#include "../text/names.hpp"
#include "../text/numbers.hpp"

#include <host/validation/formats.hpp>

#include <fmt/format.h>

namespace actjet::tool {

using namespace validation;

namespace {

bool counts_rounding(actjet_dtype dtype) {
    return element_size(dtype) == 2;
}

double correctly_rounded(const checked_part& part, const check_result& result) {
    return static_cast<double>(result.inputs - part.found.misrounded) / static_cast<double>(result.inputs);
}

}  // namespace

std::string ulp_text(double ulp) {
    return ulp < 1000 ? fmt::format("{:.3f}", ulp) : fmt::format("{:.2g}", ulp);
}

std::string correctly_rounded_text(const checked_part& part, const check_result& result) {
    return counts_rounding(result.dtype) ? fmt::format("{:.3f} %", 100 * correctly_rounded(part, result)) : "";
}

std::string exact_text(long double exact) {
    return fmt::format("{:.21g}", exact);
}

ordered_json to_json(const checked_part& part, const check_result& result) {
    const tally& t = part.found;
    const extreme worst = t.worst();
    ordered_json object{{"worst_ulp", json_number(worst.ulp)}};
    if (part.bound) {
        object["bound"] = *part.bound;
    }
    object["at"] = element(worst.input, result.dtype);
    if (part.factor) {
        object["bound"] = json_number(worst.bound);
        object["largest_ulp"] = json_number(t.largest);
        object[part.factor] = element(worst.dy, result.dtype);
    }
    if (part.other_factor) {
        object[part.other_factor] = element(worst.x, result.dtype);
    }
    object.update({{"result", element(worst.result, result.dtype)},
                   {"exact", exact_text(worst.exact)},
                   {"above_half", t.above_half},
                   {"above_one", t.above_one},
                   {"above_two", t.above_two}});
    if (counts_rounding(result.dtype)) {
        object["correctly_rounded"] = correctly_rounded(part, result);
    }
    return object;
}

ordered_json to_json(const check_result& result) {
    const actjet_activation_info& info = result.activation.info();
    ordered_json parameters = ordered_json::object();
    for (int i = 0; i < info.parameter_count; ++i) {
        const auto given = result.activation.parameters();
        parameters[info.parameters[i].name] =
            given.empty() ? info.parameters[i].standard : given[static_cast<std::size_t>(i)];
    }
    ordered_json object{
        {"name", info.name}, {"dtype", name_of(result.dtype)}, {"parameters", parameters}, {"inputs", result.inputs}};
    if (result.digest) {
        object["digest"] = fmt::format("{:016x}", *result.digest);
    }
    if (result.of_pass) {
        object["of_pass"] = name_of(*result.of_pass);
    }
    object["pass"] = result.passes();
    for (const checked_part& part : result.parts) {
        object[part.name] = to_json(part, result);
    }
    return object;
}

}  // namespace actjet::tool
