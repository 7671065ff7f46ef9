// actjet report: what actjet check --json found, as tables for documents.
#include "../bad_input.hpp"
#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/table.hpp"
#include "command.hpp"
#include "commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <memory>
#include <set>

namespace actjet::tool {
namespace {

// One activation in one dtype at one choice of parameters: an element of "results".
using finding = ordered_json;

struct report_options {
    std::vector<std::string> files;
    std::string table = "float32";
    bool json = false;
};

// What actjet search found, over parameters.
bool is_search(const finding& f) {
    return f.contains("parameter_sets");
}

// What the findings of actjet check --pass are of; "" for those of values and derivatives.
std::string pass_of(const finding& f) {
    return f.value("of_pass", "");
}

std::vector<finding> read(const std::vector<std::string>& files) {
    std::vector<finding> findings;
    std::set<std::string> known;
    for (const std::string& name : files) {
        std::ifstream file(name);
        if (!file) {
            refuse("{} cannot be read", name);
        }
        try {
            const ordered_json document = ordered_json::parse(file);
            for (const finding& f : document.at("results")) {
                if (!known
                         .insert(f.at("name").dump() + f.at("dtype").dump() + pass_of(f) +
                                 (is_search(f) ? "" : f.at("parameters").dump()))
                         .second) {
                    refuse("{} has {} in {}, which was there before", name, f.at("name").get<std::string>(),
                           f.at("dtype").get<std::string>());
                }
                findings.push_back(f);
            }
        } catch (const ordered_json::exception&) {
            refuse("{} does not come from actjet check or search --json", name);
        }
    }
    return findings;
}

bool at_defaults(const finding& f) {
    const actjet_activation_info& info = named(f.at("name").get<std::string>()).info();
    const ordered_json& given = f.at("parameters");
    return std::all_of(info.parameters, info.parameters + info.parameter_count,
                       [&](const actjet_parameter_info& p) { return given.at(p.name).get<double>() == p.standard; });
}

// Those of a dtype at their default parameters, of values and derivatives or of a pass.
std::vector<finding> chosen(const std::vector<finding>& findings, std::string_view dtype, std::string_view pass = "") {
    std::vector<finding> result;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(result), [&](const finding& f) {
        return f.at("dtype").get<std::string>() == dtype && pass_of(f) == pass && !is_search(f) && at_defaults(f);
    });
    return result;
}

std::string text(const ordered_json& number) {
    return number.is_string() ? number.get<std::string>() : fmt::format("{}", number.get<double>());
}

std::string ulp(const ordered_json& part) {
    const ordered_json& worst = part.at("worst_ulp");
    return worst.is_string() ? worst.get<std::string>() : fmt::format("{:.3f}", worst.get<double>());
}

// The input of the worst error, if there is an error.
std::string at(const ordered_json& part) {
    return part.at("worst_ulp") == 0.0 ? "" : part.at("at").at("number").get<std::string>();
}

std::string count(const ordered_json& part, const char* which) {
    return fmt::format("{}", part.at(which).get<std::uint64_t>());
}

std::string correct(const ordered_json& part) {
    return fmt::format("{:.3f} %", 100 * part.at("correctly_rounded").get<double>());
}

void print_float32(const std::vector<finding>& findings) {
    for (const char* part : {"value", "derivative"}) {
        table t({"activation", fmt::format(">{} ULP", part), ">bound", ">at x", ">above 1/2", ">above 1", ">above 2"});
        for (const finding& f : chosen(findings, "float32")) {
            const ordered_json& p = f.at(part);
            t.add({f.at("name"), ulp(p), text(p.at("bound")), at(p), count(p, "above_half"), count(p, "above_one"),
                   count(p, "above_two")});
        }
        t.print_markdown();
        fmt::print("{}", part == std::string("value") ? "\n" : "");
    }
}

// Where an error is worst: numbers, and their bits.
std::string case_of(const ordered_json& part) {
    if (part.at("worst_ulp") == 0.0) {
        return "";
    }
    const auto both = [](const ordered_json& element) {
        return fmt::format("{} ({})", text(element.at("number")), text(element.at("bits")));
    };
    std::string result = "x " + both(part.at("at"));
    for (const auto& [name, value] : part.at("parameters").items()) {
        result += fmt::format(", {} {}", name, both(value));
    }
    return result;
}

void print_parameters(const std::vector<finding>& findings) {
    table t(
        {"activation", "dtype", ">sets", ">inputs", ">value ULP", ">bound", "at", ">derivative ULP", ">bound", "at"});
    for (const finding& f : findings) {
        if (is_search(f)) {
            std::vector<std::string> row{f.at("name"), f.at("dtype"), count(f, "parameter_sets"), count(f, "inputs")};
            for (const char* part : {"value", "derivative"}) {
                row.insert(row.end(), {ulp(f.at(part)), text(f.at(part).at("bound")), case_of(f.at(part))});
            }
            t.add(std::move(row));
        }
    }
    t.print_markdown();
}

void print_16_bit(const std::vector<finding>& findings) {
    table t({"activation", ">bfloat16 value ULP", ">correctly rounded", ">derivative ULP", ">correctly rounded",
             ">float16 value ULP", ">correctly rounded", ">derivative ULP", ">correctly rounded"});
    const std::vector<finding> of_bfloat16 = chosen(findings, "bfloat16"), of_float16 = chosen(findings, "float16");
    for (const finding& f : of_bfloat16) {
        const auto other = std::find_if(of_float16.begin(), of_float16.end(),
                                        [&](const finding& g) { return g.at("name") == f.at("name"); });
        if (other == of_float16.end()) {
            refuse("there is {} in bfloat16, and not in float16", f.at("name").get<std::string>());
        }
        std::vector<std::string> row{f.at("name")};
        for (const finding* g : {&f, &*other}) {
            for (const char* part : {"value", "derivative"}) {
                row.insert(row.end(), {ulp(g->at(part)), correct(g->at(part))});
            }
        }
        t.add(std::move(row));
    }
    t.print_markdown();
}

void print_float64(const std::vector<finding>& findings) {
    table t({"activation", ">value ULP", ">at x", ">derivative ULP", ">at x"});
    for (const finding& f : chosen(findings, "float64")) {
        t.add({f.at("name"), ulp(f.at("value")), at(f.at("value")), ulp(f.at("derivative")), at(f.at("derivative"))});
    }
    t.print_markdown();
}

// The largest error of each result of the gated passes, in each dtype.
void print_gated(const std::vector<finding>& findings) {
    constexpr std::array dtypes{"float32", "bfloat16", "float16", "float64"};
    const auto find = [&](const char* dtype, const char* pass, const std::string& name) {
        const std::vector<finding> all = chosen(findings, dtype, pass);
        const auto found = std::find_if(all.begin(), all.end(), [&](const finding& f) { return f.at("name") == name; });
        if (found == all.end()) {
            refuse("there is no {} of {} in {}", pass, name, dtype);
        }
        return *found;
    };
    const auto largest = [](const ordered_json& part) {
        const ordered_json& ulp = part.at("largest_ulp");
        return ulp.is_string() ? ulp.get<std::string>() : fmt::format("{:.3f}", ulp.get<double>());
    };
    std::vector<std::string> head{"activation"};
    for (const char* dtype : dtypes) {
        head.insert(head.end(), {fmt::format(">{} y", dtype), ">dgate", ">dx"});
    }
    table t(head);
    for (const finding& f : chosen(findings, dtypes.front(), "gated_forward")) {
        const auto name = f.at("name").get<std::string>();
        std::vector<std::string> row{name};
        for (const char* dtype : dtypes) {
            const finding backward = find(dtype, "gated_backward", name);
            row.insert(row.end(), {largest(find(dtype, "gated_forward", name).at("y")), largest(backward.at("dgate")),
                                   largest(backward.at("dx"))});
        }
        t.add(std::move(row));
    }
    t.print_markdown();
}

struct named_table {
    const char* name;
    void (*print)(const std::vector<finding>&);
};

constexpr std::array tables{named_table{"float32", print_float32}, named_table{"parameters", print_parameters},
                            named_table{"16-bit", print_16_bit}, named_table{"float64", print_float64},
                            named_table{"gated", print_gated}};

void print_merged(const std::vector<finding>& findings) {
    const bool pass =
        std::all_of(findings.begin(), findings.end(), [](const finding& f) { return f.at("pass").get<bool>(); });
    fmt::print("{{\n\"version\": \"{}\",\n\"pass\": {},\n\"results\": [", actjet_version(), pass);
    // A line for each, so that files can be compared by lines.
    const char* separator = "\n";
    for (const finding& f : findings) {
        fmt::print("{}{}", separator, f.dump());
        separator = ",\n";
    }
    fmt::print("\n]\n}}\n");
}

void report(const report_options& wanted) {
    const auto found =
        std::find_if(tables.begin(), tables.end(), [&](const named_table& t) { return t.name == wanted.table; });
    if (found == tables.end()) {
        refuse("there is no table '{}': float32, parameters, 16-bit, float64 and gated are there", wanted.table);
    }
    const std::vector<finding> findings = read(wanted.files);
    if (wanted.json) {
        print_merged(findings);
    } else {
        found->print(findings);
    }
}

}  // namespace

void add_report(CLI::App& app) {
    const auto wanted = std::make_shared<report_options>();
    command report_command(app, "report", "What actjet check or search --json found, as a table for documents");
    report_command.required_arguments("files", wanted->files,
                                      "Files that hold what actjet check or search --json printed");
    report_command.option(
        "--table", wanted->table,
        "float32 or float64 or 16-bit, at default parameters; gated: what actjet check --pass found of the "
        "gated passes; parameters: what actjet search found");
    report_command.flag("--json", wanted->json, "All findings in one file, to be read again");
    report_command.exclusive({"--table", "--json"});
    report_command.run([wanted] { report(*wanted); });
}

}  // namespace actjet::tool
