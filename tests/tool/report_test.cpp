// actjet report, and the findings that the documents are made from.
#include "npy_file.hpp"
#include "process.hpp"

#include <actjet/actjet.hpp>

#include <nlohmann/json.hpp>

#include <bit>
#include <fstream>
#include <map>

namespace {

using namespace actjet::test;
using nlohmann::json;

class report : public testing::Test {
  protected:
    // A file with what actjet check --json finds.
    std::string findings(const std::string& name, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "check");
        arguments.push_back("--json");
        return file(name, output_of(arguments));
    }
    std::string file(const std::string& name, const std::string& text) {
        write_file(folder_.path(name), text);
        return folder_.path(name);
    }

    folder folder_;
};

TEST_F(report, merges_files_and_reads_them_again) {
    const std::string a = findings("a.json", {"tanh", "--dtype", "bfloat16", "--dtype", "float16"});
    const std::string b = findings("b.json", {"leaky_relu", "--dtype", "float32", "--from", "0", "--to", "4095"});
    const std::string merged = output_of({"report", "--json", a, b});
    const json all = parsed(merged);
    EXPECT_EQ(all["pass"], true);
    ASSERT_EQ(all["results"].size(), 3u);
    EXPECT_EQ(all["results"][2]["name"], "leaky_relu");
    EXPECT_EQ(output_of({"report", "--json", file("c.json", merged)}), merged);
}

TEST_F(report, prints_a_table_of_findings) {
    const std::string a =
        findings("a.json", {"sigmoid", "--dtype", "float32", "--from", "0x40000000", "--to", "0x4000ffff"});
    const json part = parsed(read_file(a))["results"][0]["derivative"];
    const std::string printed = output_of({"report", a});
    EXPECT_NE(printed.find("| activation | value ULP | bound | at x | above 1/2 | above 1 | above 2 |\n"
                           "| --- | --: | --: | --: | --: | --: | --: |\n| sigmoid |"),
              std::string::npos)
        << printed;
    const std::string end = "| " + part["at"]["number"].get<std::string>() + " | " + part["above_half"].dump() + " | " +
                            part["above_one"].dump() + " | " + part["above_two"].dump() + " |\n";
    EXPECT_NE(printed.find(end), std::string::npos) << printed << end;
}

TEST_F(report, tells_default_parameters_from_others) {
    const std::string a = findings("a.json", {"elu", "--alpha", "3", "--dtype", "float32", "--samples", "5000"});
    EXPECT_EQ(output_of({"report", a}).find("elu"), std::string::npos);
}

TEST_F(report, prints_what_a_search_found_with_the_bits) {
    const std::string a = file(
        "a.json", output_of({"search", "leaky_relu", "--dtype", "float32", "--sets", "1", "--rounds", "1", "--json"}));
    const json part = parsed(read_file(a))["results"][0]["value"];
    const std::string printed = output_of({"report", a, "--table", "parameters"});
    EXPECT_NE(printed.find("| leaky_relu | float32 |"), std::string::npos) << printed;
    for (const json& element : {part["at"], part["parameters"]["slope"]}) {
        const std::string text = element["number"].get<std::string>() + " (" + element["bits"].get<std::string>() + ")";
        EXPECT_NE(printed.find(text), std::string::npos) << printed << text;
    }
    EXPECT_EQ(output_of({"report", a}).find("leaky_relu"), std::string::npos);
}

TEST_F(report, refuses_what_it_cannot_read) {
    const auto expect_refused = [](std::vector<std::string> arguments, const std::string& reason) {
        arguments.insert(arguments.begin(), "report");
        const outcome result = run_tool(arguments);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_NE(result.err.find(reason), std::string::npos) << result.err;
    };
    const std::string a = findings("a.json", {"relu", "--dtype", "float16"});
    expect_refused({folder_.path("none.json")}, "none.json cannot be read");
    expect_refused({file("b.json", "{")}, "b.json does not come from actjet check or search --json");
    expect_refused({file("c.json", "{\"results\": [{}]}")}, "c.json does not come from actjet check or search --json");
    expect_refused({a, a}, "which was there before");
    expect_refused({a, "--table", "float8"}, "there is no table 'float8'");
}

// docs/accuracy.json: the whole of float32 was tried, with the results that the library gives today, and all bounds
// held.
TEST(accuracy_document, is_complete_and_current) {
    std::map<std::string, std::string> digests;
    std::ifstream lines(ACTJET_SOURCE "/tests/digests/float32_jet.txt");
    for (std::string name, dtype, pass, inputs, digest; lines >> name >> dtype >> pass >> inputs >> digest;) {
        if (inputs == "all") {
            digests[name] = digest;
        }
    }
    const json all = parsed(read_file(ACTJET_SOURCE "/docs/accuracy.json"));
    std::map<std::string, json> float32;
    std::map<std::string, int> dtypes;
    for (const json& r : all["results"]) {
        EXPECT_EQ(r["pass"], true) << r;
        ++dtypes[r["dtype"]];
        if (r["inputs"] == std::uint64_t{1} << 32) {
            float32[r["name"]] = r;
        }
    }
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        const actjet_activation_info& info = *actjet_activation_at(id);
        ASSERT_TRUE(float32.contains(info.name)) << info.name;
        const json& r = float32[info.name];
        EXPECT_EQ(r["digest"], digests[info.name]) << info.name << ": run scripts/documents/exhaustive.sh";
        EXPECT_EQ(r["value"]["bound"], info.value_ulp) << info.name;
        EXPECT_EQ(r["derivative"]["bound"], info.derivative_ulp) << info.name;
        EXPECT_LE(r["value"]["worst_ulp"], info.value_ulp) << info.name;
        EXPECT_LE(r["derivative"]["worst_ulp"], info.derivative_ulp) << info.name;
    }
    for (const char* dtype : {"float16", "bfloat16", "float64"}) {
        EXPECT_EQ(dtypes[dtype], actjet_activation_count()) << dtype;
    }
}

// An element as the tool writes it.
std::uint64_t bits_of(const json& element) {
    return std::stoull(element["bits"].get<std::string>(), nullptr, 16);
}

// The bits of f(x) or f'(x) at the worst case of a part of a search, by the library of today. Bits is float32's or that
// of the 16-bit types.
template <class Bits>
std::uint64_t result_of(const actjet_activation_info& info, actjet_dtype dtype, const std::string& which,
                        const json& part) {
    const auto x = static_cast<Bits>(bits_of(part["at"]));
    Bits value = 0, derivative = 0;
    actjet::any_activation activation(static_cast<actjet_activation>(info.id));
    for (int i = 0; i < info.parameter_count; ++i) {
        const json& number = part["parameters"][info.parameters[i].name];
        activation.set(info.parameters[i].name, std::bit_cast<float>(static_cast<std::uint32_t>(bits_of(number))));
    }
    using actjet::any_view;
    actjet::call(ACTJET_JET, activation, actjet::cpu,
                 {any_view(dtype, &x, 1), any_view(dtype, &value, 1), any_view(dtype, &derivative, 1)})
        .run();
    return which == "value" ? value : derivative;
}

// docs/search.json: every activation with parameters in every type, with the results that the library gives today, and
// all bounds held.
TEST(search_document, is_complete_and_current) {
    const json all = parsed(read_file(ACTJET_SOURCE "/docs/search.json"));
    std::map<std::string, int> dtypes;
    for (const json& r : all["results"]) {
        SCOPED_TRACE(r["name"].get<std::string>() + " " + r["dtype"].get<std::string>() +
                     ": run scripts/documents/exhaustive.sh");
        EXPECT_EQ(r["pass"], true);
        EXPECT_GE(r["parameter_sets"], r["dtype"] == "float32" ? 1000 : 100);
        ++dtypes[r["name"]];
        const actjet_activation_info& info =
            *actjet_activation_at(actjet_activation_find(r["name"].get<std::string>().c_str()));
        for (const char* which : {"value", "derivative"}) {
            const json& part = r[which];
            if (r["dtype"] == "float32") {
                EXPECT_EQ(part["bound"], which == std::string("value") ? info.value_ulp : info.derivative_ulp);
                EXPECT_EQ(result_of<std::uint32_t>(info, ACTJET_FLOAT32, which, part), bits_of(part["result"]));
            } else if (r["dtype"] != "float64") {
                const auto dtype = r["dtype"] == "float16" ? ACTJET_FLOAT16 : ACTJET_BFLOAT16;
                EXPECT_EQ(result_of<std::uint16_t>(info, dtype, which, part), bits_of(part["result"]));
            }
        }
    }
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        const actjet_activation_info& info = *actjet_activation_at(id);
        EXPECT_EQ(dtypes[info.name], info.parameter_count > 0 ? 4 : 0) << info.name;
    }
}

// Four of 256 blocks of float32, of both signs: others each day, all of them in 64 days.
TEST(check_in_turn, holds_the_bounds_on_todays_inputs) {
    const std::uint64_t today = static_cast<std::uint64_t>(time(nullptr)) / 86400;
    for (std::uint64_t block = today * 37 % 64; block < 256; block += 64) {
        const std::string from = std::to_string(block << 24), to = std::to_string((block << 24) + 0xffffff);
        const outcome result = run_tool({"check", "--dtype", "float32", "--from", from, "--to", to});
        EXPECT_EQ(result.exit_code, 0) << "actjet check --dtype float32 --from " << from << " --to " << to << "\n"
                                       << result.out << result.err;
    }
}

}  // namespace
