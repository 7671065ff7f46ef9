// actjet check.
#include "process.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

using namespace actjet::test;
using nlohmann::json;

json check(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.insert(arguments.begin(), "check");
    arguments.push_back("--json");
    const outcome result = run_tool(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.out << result.err;
    EXPECT_EQ(result.err, "");
    return parsed(result.out);
}

TEST(check, goes_over_all_dtypes_and_inputs) {
    const json found = check({"identity", "leaky_relu", "--samples", "20000"});
    EXPECT_EQ(found["place"], "cpu");
    EXPECT_EQ(found["pass"], true);
    ASSERT_EQ(found["results"].size(), 8u);
    for (std::size_t i = 0; i < 8; ++i) {
        const json& r = found["results"][i];
        EXPECT_EQ(r["name"], i < 4 ? "identity" : "leaky_relu");
        EXPECT_EQ(r["dtype"], (std::array{"float32", "float16", "bfloat16", "float64"}[i % 4]));
        EXPECT_EQ(r["inputs"], i % 4 == 1 || i % 4 == 2 ? 65536 : 20000);
        EXPECT_EQ(r["pass"], true);
    }
    EXPECT_EQ(found["results"][1]["value"]["correctly_rounded"], 1.0);
    EXPECT_EQ(found["results"][4]["parameters"]["slope"], 0.01);
}

TEST(check, counts_what_is_above_a_bound) {
    const json found = check({"sigmoid", "--dtype", "float32", "--from", "0x40000000", "--to", "0x4000ffff"});
    const json& r = found["results"][0];
    EXPECT_EQ(r["inputs"], 65536);
    for (const char* part : {"value", "derivative"}) {
        EXPECT_GT(r[part]["above_half"], 0);
        EXPECT_GE(r[part]["above_half"], r[part]["above_one"]);
        EXPECT_GE(r[part]["above_one"], r[part]["above_two"]);
        EXPECT_EQ(r[part]["above_one"] > 0, r[part]["worst_ulp"] > 1.0);
    }
}

// Ranges that cover another add up to it, whatever the threads.
TEST(check, ranges_add_up) {
    const std::vector<std::string> common{"tanh", "--dtype", "float16"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), common.begin(), common.end());
        return check(more)["results"][0];
    };
    const json all = with({"--threads", "3"}), first = with({"--to", "0x7fff"}), second = with({"--from", "32768"});
    EXPECT_EQ(all, with({"--exhaustive", "--threads", "1"}));
    for (const char* part : {"value", "derivative"}) {
        EXPECT_EQ(all[part]["above_half"],
                  first[part]["above_half"].get<int>() + second[part]["above_half"].get<int>());
        EXPECT_EQ(all[part]["worst_ulp"],
                  std::max(first[part]["worst_ulp"].get<double>(), second[part]["worst_ulp"].get<double>()));
    }
}

TEST(check, names_the_input_of_the_worst_error) {
    const json r = check({"sigmoid", "--dtype", "bfloat16"})["results"][0];
    const double x = std::stod(r["value"]["at"]["hex"].get<std::string>());
    const double got = std::stod(r["value"]["result"]["hex"].get<std::string>());
    const double exact = 1 / (1 + std::exp(-x));
    EXPECT_NEAR(std::stod(r["value"]["exact"].get<std::string>()), exact, 1e-15 * exact);
    const double unit = std::ldexp(1.0, std::ilogb(exact) - 7);
    EXPECT_NEAR(std::fabs(got - exact) / unit, r["value"]["worst_ulp"].get<double>(), 1e-9);
}

TEST(check, takes_parameters) {
    const json r = check({"leaky_relu", "--slope", "0.3", "--dtype", "float32", "--samples", "5000"})["results"][0];
    EXPECT_EQ(r["parameters"]["slope"], 0.3);
    EXPECT_EQ(r["pass"], true);
}

TEST(check, ends_with_1_where_a_bound_is_broken) {
    const json found = check({"sigmoid", "--dtype", "float32", "--samples", "20000", "--bound", "0.4"}, 1);
    EXPECT_EQ(found["pass"], false);
    EXPECT_EQ(found["results"][0]["value"]["bound"], 0.4);
    const outcome table = run_tool({"check", "sigmoid", "--dtype", "float16", "--bound", "0.1"});
    EXPECT_EQ(table.exit_code, 1);
    EXPECT_NE(table.out.find("BROKEN"), std::string::npos);
    EXPECT_NE(table.out.find("Bounds broken in 1 row"), std::string::npos);
    EXPECT_NE(output_of({"check", "sigmoid", "--dtype", "float16"}).find("All bounds hold."), std::string::npos);
}

TEST(check, judges_what_gated_passes_give) {
    const json forward = check({"silu", "--pass", "gated_forward", "--samples", "20000"});
    ASSERT_EQ(forward["results"].size(), 4u);
    for (const json& r : forward["results"]) {
        EXPECT_EQ(r["of_pass"], "gated_forward");
        EXPECT_TRUE(r["y"]["at"].contains("number") && r["y"]["x"].contains("number"));
        EXPECT_FALSE(r.contains("value"));
    }
    EXPECT_EQ(forward["results"][0]["inputs"], 20000);
    EXPECT_EQ(forward["results"][1]["inputs"], 16 * 65536);
    const json backward = check({"relu", "--pass", "gated_backward", "--dtype", "float32", "--samples", "20000"});
    const json& r = backward["results"][0];
    EXPECT_TRUE(r["dgate"].contains("dy") && r["dgate"].contains("x") && r["dx"].contains("dy"));
    EXPECT_FALSE(r["dx"].contains("x"));
    // The product of dy and x is rounded, and with f' = 1 that is all.
    EXPECT_EQ(r["dgate"]["above_one"], 0);
}

TEST(check, of_a_pass_goes_over_the_activations_that_have_it) {
    const json found = check({"--pass", "gated_forward", "--dtype", "bfloat16"});
    EXPECT_EQ(found["results"].size(), 10u);
    EXPECT_EQ(found["pass"], true);
}

TEST(check, of_a_pass_ends_with_1_where_a_bound_is_broken) {
    const outcome table = run_tool(
        {"check", "silu", "--pass", "gated_forward", "--dtype", "float32", "--samples", "20000", "--bound", "0.9"});
    EXPECT_EQ(table.exit_code, 1);
    EXPECT_NE(table.out.find("BROKEN"), std::string::npos);
    EXPECT_NE(output_of({"check", "silu", "--pass", "backward", "--dtype", "float32", "--samples", "20000"})
                  .find("All bounds hold."),
              std::string::npos);
}

TEST(check, refuses_passes_that_are_no_products) {
    expect_refusal(run_tool({"check", "silu", "--pass", "jet"}), "jet is none of them");
    expect_refusal(run_tool({"check", "tanh", "--pass", "gated_forward", "--dtype", "float32", "--samples", "100"}),
                   "gated_forward is not offered for tanh");
    expect_refusal(run_tool({"check", "silu", "--pass", "gated_forward", "--exhaustive"}), "--exhaustive");
}

}  // namespace
