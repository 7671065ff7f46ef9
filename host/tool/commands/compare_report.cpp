#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/table.hpp"
#include "../text/width.hpp"
#include "check.hpp"
#include "finding.hpp"

#include <host/validation/formats.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace actjet::tool {

using namespace validation;

namespace {

// From either on ULP say less than the share of the exact value that an error is.
constexpr double large_ulp = 1000, large_share = 0.01;
// Of each kind of wrong results.
constexpr std::size_t most_wrong_shown = 3;

struct wrong_kind {
    const char *key, *name;
    wrong_results tally::*of;
};
constexpr wrong_kind wrong_kinds[] = {{"nan", "NaN", &tally::wrong_nan},
                                      {"infinity", "Inf", &tally::wrong_infinity},
                                      {"sign", "sign", &tally::wrong_sign}};

bool is_gradient(const checked_part& part) {
    return std::string_view(part.name) == "gradient";
}

// Infinite where the exact value is zero.
double relative_error(const extreme& e, actjet_dtype dtype) {
    return visit_format(dtype, [&]<class Format>(Format) {
        const long double got = reference::decode<Format>(static_cast<typename Format::bits>(e.result));
        return static_cast<double>(std::fabs((got - e.exact) / e.exact));
    });
}

ordered_json to_json(const extreme& e, const checked_part& part, actjet_dtype dtype) {
    ordered_json object{{"ulp", json_number(e.ulp)},
                        {"bound", e.bound},
                        {"relative_error", json_number(e.ulp == 0 ? 0 : relative_error(e, dtype))},
                        {"at", element(e.input, dtype)}};
    if (is_gradient(part)) {
        object["dy"] = element(e.dy, dtype);
    }
    object.update({{"result", element(e.result, dtype)}, {"exact", exact_text(e.exact)}});
    return object;
}

ordered_json to_json(const worst_cases& some, const checked_part& part, actjet_dtype dtype) {
    ordered_json array = ordered_json::array();
    for (const extreme& e : some.all()) {
        array.push_back(to_json(e, part, dtype));
    }
    return array;
}

// As many digits as tell an exact value from its neighbours in the format.
std::string short_exact_text(long double exact, actjet_dtype dtype) {
    const int digits = dtype == ACTJET_FLOAT64 ? 18 : dtype == ACTJET_FLOAT32 ? 10 : 6;
    return fmt::format("{:.{}g}", exact, digits);
}

std::string percentage(const extreme& e, actjet_dtype dtype) {
    const double share = relative_error(e, dtype);
    return std::isfinite(share) && (e.ulp >= large_ulp || share >= large_share) ? fmt::format("{:.3g} %", 100 * share)
                                                                                : "";
}

// A row for each; the columns of a table are those that have something to say.
void print_cases(std::span<const extreme> cases, const checked_part& part, actjet_dtype dtype) {
    const bool has_percentages =
        std::any_of(cases.begin(), cases.end(), [&](const extreme& e) { return !percentage(e, dtype).empty(); });
    const auto select = [](std::vector<std::pair<bool, std::string>> cells) {
        std::vector<std::string> selected;
        for (auto& [wanted, text] : cells) {
            if (wanted) {
                selected.push_back(std::move(text));
            }
        }
        return selected;
    };
    const bool has_dy = is_gradient(part);
    table t(select({{true, ">ULP"},
                    {has_percentages, ">error"},
                    {has_dy, ">bound"},
                    {true, ">x"},
                    {true, "bits of x"},
                    {has_dy, ">dy"},
                    {true, ">result"},
                    {true, ">exact"}}));
    for (const extreme& e : cases) {
        t.add(select({{true, ulp_text(e.ulp)},
                      {has_percentages, percentage(e, dtype)},
                      {has_dy, ulp_text(e.bound)},
                      {true, shortest(e.input, dtype)},
                      {true, bit_pattern(e.input, dtype)},
                      {has_dy, shortest(e.dy, dtype)},
                      {true, shortest(e.result, dtype)},
                      {true, short_exact_text(e.exact, dtype)}}));
    }
    t.print();
}

// The bound in words: a gradient without --bound has one for each result.
std::string bound_text(const checked_part& part) {
    return part.bound ? fmt::format("bound {} ULP", *part.bound) : "bounds by dy and the derivative's bound";
}

std::string other_bits_text(const checked_part& part, actjet_dtype dtype) {
    const other_bits& other = part.other;
    std::string text = fmt::format("other bits than actjet's: {}", other.count);
    if (other.count > 0) {
        text +=
            fmt::format(", the first at x = {} ({})", shortest(other.input, dtype), bit_pattern(other.input, dtype));
        text += is_gradient(part) ? fmt::format(" and dy = {}", shortest(other.dy, dtype)) : "";
        text += fmt::format(": {}, not {}", bit_pattern(other.result, dtype), bit_pattern(other.own, dtype));
    }
    return text;
}

ordered_json to_json(const other_bits& other, const checked_part& part, actjet_dtype dtype) {
    ordered_json object{{"count", other.count}};
    if (other.count > 0) {
        object["first"] = {{"at", element(other.input, dtype)}};
        if (is_gradient(part)) {
            object["first"]["dy"] = element(other.dy, dtype);
        }
        object["first"].update({{"result", element(other.result, dtype)}, {"actjet", element(other.own, dtype)}});
    }
    return object;
}

void print_part(const checked_part& part, const check_result& result) {
    const tally& t = part.found;
    fmt::print("\n{}, {}: {}\n", part.name, bound_text(part), t.within_bounds() ? "ok" : "BROKEN");
    const std::string correct = correctly_rounded_text(part, result);
    print_folded(fmt::format("errors above 0.5 ULP: {}, above 1: {}, above 2: {}{}", t.above_half, t.above_one,
                             t.above_two, correct.empty() ? "" : "; correctly rounded: " + correct),
                 2);
    print_folded(fmt::format("wrong NaN: {}, wrong Inf: {}, wrong sign: {}", t.wrong_nan.count, t.wrong_infinity.count,
                             t.wrong_sign.count),
                 2);
    print_folded(other_bits_text(part, result.dtype), 2);
    std::span<const extreme> finite = t.finite.all();
    while (!finite.empty() && finite.back().ulp == 0) {
        finite = finite.first(finite.size() - 1);
    }
    if (!finite.empty()) {
        fmt::print("\nthe worst finite errors\n");
        print_cases(finite, part, result.dtype);
    }
    for (const wrong_kind& kind : wrong_kinds) {
        const std::span<const extreme> some = (t.*kind.of).some.all();
        if (!some.empty()) {
            fmt::print("\nwrong {}, the first of {}\n", kind.name, (t.*kind.of).count);
            print_cases(some.first(std::min(some.size(), most_wrong_shown)), part, result.dtype);
        }
    }
}

}  // namespace

void print_judgement_as_json(const check_result& result) {
    ordered_json object = to_json(result);
    for (const checked_part& part : result.parts) {
        ordered_json& of_part = object[part.name];
        of_part["other_bits"] = to_json(part.other, part, result.dtype);
        of_part["worst"] = to_json(part.found.finite, part, result.dtype);
        for (const wrong_kind& kind : wrong_kinds) {
            const wrong_results& wrong = part.found.*kind.of;
            of_part["wrong"][kind.key] = {{"count", wrong.count}, {"some", to_json(wrong.some, part, result.dtype)}};
        }
    }
    print(object);
}

void print_judgement(const check_result& result) {
    fmt::print("{}, {}, {} inputs\n", result.activation.info().name, name_of(result.dtype), result.inputs);
    for (const checked_part& part : result.parts) {
        print_part(part, result);
    }
    fmt::print("\n{}\n", result.passes() ? "The bound holds." : "The bound is BROKEN.");
}

}  // namespace actjet::tool
