// actjet list: the catalogue.
#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/table.hpp"
#include "command.hpp"
#include "commands.hpp"

#include <host/validation/passes.hpp>

#include <fmt/format.h>

#include <memory>
#include <span>

namespace actjet::tool {
namespace {

std::span<const actjet_parameter_info> parameters(const actjet_activation_info& info) {
    return {info.parameters, static_cast<std::size_t>(info.parameter_count)};
}

std::string interval(const actjet_parameter_info& p) {
    return fmt::format("{}{}, {}{}", p.lower_open ? '(' : '[', p.lower, p.upper, p.upper_open ? ')' : ']');
}

// The least and the greatest value, each belonging to the range where it is a number.
std::string range(const actjet_activation_info& info) {
    return fmt::format("[{}, {}]", info.lower, info.upper);
}

std::string joined(const actjet_activation_info& info, auto&& describe) {
    std::string text;
    for (const actjet_parameter_info& p : parameters(info)) {
        text += (text.empty() ? "" : ", ") + describe(p);
    }
    return text;
}

ordered_json to_json(const actjet_activation_info& info) {
    ordered_json list = ordered_json::array();
    for (const actjet_parameter_info& p : parameters(info)) {
        list.push_back({{"name", p.name},
                        {"meaning", p.meaning},
                        {"default", json_number(p.standard)},
                        {"lower", json_number(p.lower)},
                        {"upper", json_number(p.upper)},
                        {"lower_open", p.lower_open != 0},
                        {"upper_open", p.upper_open != 0}});
    }
    return {{"id", info.id},
            {"name", info.name},
            {"family", info.family},
            {"formula", info.formula},
            {"derivative", info.derivative},
            {"parameters", list},
            {"lower", json_number(info.lower)},
            {"upper", json_number(info.upper)},
            {"monotone", info.monotone != 0},
            {"odd", info.odd != 0},
            {"saturates_left", info.saturates_left != 0},
            {"saturates_right", info.saturates_right != 0},
            {"flat", info.flat != 0},
            {"value_ulp", info.value_ulp},
            {"derivative_ulp", info.derivative_ulp},
            {"paper", info.paper}};
}

// LaTeX in a table cell: a bare | would end the cell.
std::string formula_cell(const char* latex) {
    std::string cell = "$";
    for (; *latex; ++latex) {
        cell += *latex == '|' ? std::string("\\vert ") : std::string(1, *latex);
    }
    return cell + "$";
}

void print_markdown(std::span<const any_activation> activations) {
    fmt::print(
        "| name | formula | derivative | parameters | range | bounds (float32 ULP: value, derivative) | paper |\n");
    fmt::print("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (const any_activation& activation : activations) {
        const actjet_activation_info& info = activation.info();
        const std::string list = joined(info, [](const actjet_parameter_info& p) {
            return fmt::format("`{}` = {} in {}: {}", p.name, p.standard, interval(p), p.meaning);
        });
        fmt::print("| `{}` | {} | {} | {} | {} | {}, {} | {} |\n", info.name, formula_cell(info.formula),
                   formula_cell(info.derivative), list, range(info), info.value_ulp, info.derivative_ulp, info.paper);
    }
}

void print_table(std::span<const any_activation> activations) {
    table t({"name", "family", "parameters", "range", ">value ULP", ">derivative ULP"});
    for (const any_activation& activation : activations) {
        const actjet_activation_info& info = activation.info();
        const std::string list =
            joined(info, [](const actjet_parameter_info& p) { return fmt::format("{} = {}", p.name, p.standard); });
        t.add({info.name, info.family, list, range(info), fmt::format("{}", info.value_ulp),
               fmt::format("{}", info.derivative_ulp)});
    }
    t.print();
}

const char* role_name(std::int32_t role) {
    return role == ACTJET_INPUT ? "input" : role == ACTJET_OUTPUT ? "output" : "sum";
}

std::vector<std::string> activations_of(actjet_pass pass) {
    std::vector<std::string> names;
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        if (actjet_pass_offered(pass, id)) {
            names.emplace_back(actjet_activation_at(id)->name);
        }
    }
    return names;
}

ordered_json to_json(const actjet_pass_info& info) {
    ordered_json operands = ordered_json::array();
    for (int k = 0; k < info.operand_count; ++k) {
        const actjet_operand_info& o = info.operands[k];
        operands.push_back(
            {{"name", o.name}, {"meaning", o.meaning}, {"role", role_name(o.role)}, {"optional", o.optional != 0}});
    }
    return {{"id", info.id},
            {"name", info.name},
            {"meaning", info.meaning},
            {"operands", operands},
            {"activations", activations_of(static_cast<actjet_pass>(info.id))}};
}

void print_passes() {
    table t({"pass", "operand", "role", "", "meaning"});
    for (const actjet_pass pass : validation::all_passes()) {
        const actjet_pass_info& info = *actjet_pass_at(pass);
        t.add({info.name, "", "", "", info.meaning});
        for (int k = 0; k < info.operand_count; ++k) {
            const actjet_operand_info& o = info.operands[k];
            t.add({"", o.name, role_name(o.role), o.optional ? "optional" : "", o.meaning});
        }
    }
    t.print();
}

void print_passes_json() {
    ordered_json array = ordered_json::array();
    for (const actjet_pass pass : validation::all_passes()) {
        array.push_back(to_json(*actjet_pass_at(pass)));
    }
    print(array);
}

}  // namespace

void add_list(CLI::App& app) {
    struct options {
        std::vector<std::string> names;
        bool json = false, markdown = false, passes = false;
    };
    const auto chosen = std::make_shared<options>();
    command list(app, "list", "The catalogue: activations, parameters, error bounds");
    list.arguments("names", chosen->names, "Activations; all where none is named");
    list.flag("--json", chosen->json, "An array of objects with all facts");
    list.flag("--markdown", chosen->markdown, "A table for documents");
    list.flag("--passes", chosen->passes, "The passes instead, with what each reads and writes, in order");
    list.exclusive({"--json", "--markdown"});
    list.exclusive({"--passes", "--markdown"});
    list.exclusive({"--passes", "names"});
    list.run([chosen] {
        if (chosen->passes) {
            chosen->json ? print_passes_json() : print_passes();
            return;
        }
        const std::vector<any_activation> activations = activations_named(chosen->names);
        if (chosen->json) {
            ordered_json array = ordered_json::array();
            for (const any_activation& activation : activations) {
                array.push_back(to_json(activation.info()));
            }
            print(array);
        } else if (chosen->markdown) {
            print_markdown(activations);
        } else {
            print_table(activations);
        }
    });
}

}  // namespace actjet::tool
