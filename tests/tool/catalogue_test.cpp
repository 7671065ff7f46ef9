// actjet list, info, --version and --help.
#include "process.hpp"

#include <actjet/actjet.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace {

using namespace actjet::test;
using nlohmann::json;

// As the tool writes numbers that JSON has not.
json number(double value) {
    return std::isinf(value) ? json(value > 0 ? "inf" : "-inf") : json(value);
}

TEST(list, json_holds_the_whole_catalogue) {
    const json array = parsed(output_of({"list", "--json"}));
    ASSERT_EQ(array.size(), static_cast<std::size_t>(actjet_activation_count()));
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info& info = *actjet_activation_at(i);
        const json& entry = array[static_cast<std::size_t>(i)];
        EXPECT_EQ(entry["name"], info.name);
        EXPECT_EQ(entry["id"], info.id);
        EXPECT_EQ(entry["family"], info.family);
        EXPECT_EQ(entry["formula"], info.formula);
        EXPECT_EQ(entry["derivative"], info.derivative);
        EXPECT_EQ(entry["paper"], info.paper);
        EXPECT_EQ(entry["lower"], number(info.lower));
        EXPECT_EQ(entry["upper"], number(info.upper));
        EXPECT_EQ(entry["monotone"], info.monotone != 0);
        EXPECT_EQ(entry["odd"], info.odd != 0);
        EXPECT_EQ(entry["saturates_left"], info.saturates_left != 0);
        EXPECT_EQ(entry["saturates_right"], info.saturates_right != 0);
        EXPECT_EQ(entry["flat"], info.flat != 0);
        EXPECT_EQ(entry["value_ulp"], info.value_ulp);
        EXPECT_EQ(entry["derivative_ulp"], info.derivative_ulp);
        ASSERT_EQ(entry["parameters"].size(), static_cast<std::size_t>(info.parameter_count));
        for (int k = 0; k < info.parameter_count; ++k) {
            const json& parameter = entry["parameters"][static_cast<std::size_t>(k)];
            EXPECT_EQ(parameter["name"], info.parameters[k].name);
            EXPECT_EQ(parameter["meaning"], info.parameters[k].meaning);
            EXPECT_EQ(parameter["default"], info.parameters[k].standard);
            EXPECT_EQ(parameter["lower"], number(info.parameters[k].lower));
            EXPECT_EQ(parameter["upper"], number(info.parameters[k].upper));
            EXPECT_EQ(parameter["lower_open"], info.parameters[k].lower_open != 0);
            EXPECT_EQ(parameter["upper_open"], info.parameters[k].upper_open != 0);
        }
    }
}

TEST(list, table_and_markdown_have_a_line_for_each_activation) {
    const std::string table = output_of({"list"}), markdown = output_of({"list", "--markdown"});
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const std::string name = actjet_activation_at(i)->name;
        EXPECT_NE(table.find("\n" + name + " "), std::string::npos) << name;
        EXPECT_NE(markdown.find("\n| `" + name + "` | "), std::string::npos) << name;
    }
}

// A bar inside a formula would begin another cell.
TEST(list, markdown_rows_have_as_many_cells_as_the_header) {
    std::istringstream lines(output_of({"list", "--markdown"}));
    std::string line;
    std::getline(lines, line);
    const auto bars = std::count(line.begin(), line.end(), '|');
    while (std::getline(lines, line)) {
        EXPECT_EQ(std::count(line.begin(), line.end(), '|'), bars) << line;
    }
}

TEST(list, takes_names) {
    const json array = parsed(output_of({"list", "relu", "sigmoid", "--json"}));
    ASSERT_EQ(array.size(), 2u);
    EXPECT_EQ(array[0]["name"], "relu");
    EXPECT_EQ(array[1]["name"], "sigmoid");
}

TEST(list, passes_say_what_they_read_and_write) {
    const json passes = parsed(output_of({"list", "--passes", "--json"}));
    ASSERT_EQ(passes.size(), ACTJET_PASS_COUNT);
    const std::string table = output_of({"list", "--passes"});
    for (int number = 1; number <= ACTJET_PASS_COUNT; ++number) {
        const actjet_pass_info& info = *actjet_pass_at(number);
        const json& pass = passes[static_cast<std::size_t>(number - 1)];
        EXPECT_EQ(pass["name"], info.name);
        EXPECT_NE(table.find(info.meaning), std::string::npos) << table;
        ASSERT_EQ(pass["operands"].size(), info.operand_count);
        for (int k = 0; k < info.operand_count; ++k) {
            const json& operand = pass["operands"][static_cast<std::size_t>(k)];
            EXPECT_EQ(operand["name"], info.operands[k].name);
            EXPECT_EQ(operand["optional"], info.operands[k].optional != 0);
            EXPECT_NE(table.find(info.operands[k].meaning), std::string::npos) << table;
        }
    }
    const json& gated = passes[ACTJET_GATED_BACKWARD - 1];
    EXPECT_EQ(gated["operands"][2]["role"], "input");
    EXPECT_EQ(gated["operands"][3]["role"], "output");
    EXPECT_EQ(gated["operands"][12]["role"], "sum");
    EXPECT_EQ(gated["activations"][0], "relu");
    EXPECT_EQ(passes[0]["activations"].size(), actjet_activation_count());
    expect_refusal(run_tool({"list", "gelu", "--passes"}), "--passes");
}

TEST(info, json_says_what_the_library_says) {
    const json info = parsed(output_of({"info", "--json"}));
    EXPECT_EQ(info["version"], actjet_version());
    EXPECT_EQ(info["activations"], actjet_activation_count());
    EXPECT_EQ(info["cpu"]["instruction_set"], actjet_cpu_isa());
    EXPECT_EQ(info["cpu"]["best_instruction_set"], actjet_cpu_best_isa());
    EXPECT_EQ(info["cpu"]["threads"], actjet_cpu_threads());
    EXPECT_EQ(info["cuda"]["architectures"], actjet_cuda_architectures());
    for (const auto& [place, index] : {std::pair(ACTJET_CPU, 0u), {ACTJET_CUDA, 1u}}) {
        const bool available = actjet_place_available(place) == ACTJET_OK;
        EXPECT_EQ(info["places"][index]["available"], available);
        EXPECT_EQ(info["places"][index]["reason"], available ? json() : json(actjet_last_error()));
    }
}

TEST(info, text_names_the_version_and_the_instruction_set) {
    const std::string text = output_of({"info"});
    EXPECT_NE(text.find(actjet_version()), std::string::npos);
    EXPECT_NE(text.find(std::string(actjet_cpu_isa()) + " in use"), std::string::npos);
}

TEST(info, says_why_the_cpu_cannot_be_used) {
    setenv("ACTJET_CPU_ISA", "abacus", 1);
    const outcome result = run_tool({"info", "--json"});
    unsetenv("ACTJET_CPU_ISA");
    EXPECT_EQ(result.exit_code, 0);
    const json cpu = parsed(result.out)["places"][0];
    EXPECT_EQ(cpu["available"], false);
    EXPECT_NE(cpu["reason"].get<std::string>().find("abacus"), std::string::npos);
}

TEST(tool, has_a_version_and_help) {
    EXPECT_EQ(output_of({"--version"}), std::string("actjet ") + actjet_version() + "\n");
    const std::string help = output_of({"--help"});
    for (const char* command :
         {"list", "info", "eval", "apply", "check", "compare", "report", "digest", "inputs", "bench"}) {
        EXPECT_NE(help.find(std::string("\n  ") + command + " "), std::string::npos) << command;
        EXPECT_NE(output_of({command, "--help"}).find("--help"), std::string::npos);
    }
}

TEST(tool, explains_its_exit_codes) {
    const std::string words = "Exit codes: 0 success; 1 check or compare found a broken bound";
    EXPECT_NE(output_of({"--help"}).find(words), std::string::npos);
    for (const char* command : {"list", "apply", "check", "compare"}) {
        EXPECT_NE(output_of({command, "--help"}).find(words), std::string::npos) << command;
    }
}

}  // namespace
