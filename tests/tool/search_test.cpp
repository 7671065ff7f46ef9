// actjet search.
#include "process.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace {

using namespace actjet::test;
using nlohmann::json;

json search(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.insert(arguments.begin(), "search");
    arguments.push_back("--json");
    const outcome result = run_tool(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.out << result.err;
    EXPECT_EQ(result.err, "");
    return parsed(result.out);
}

// A million inputs at each of nine parameters saw 1.97.
TEST(search, finds_what_a_sample_misses) {
    const json r = search({"swish", "--dtype", "float32", "--sets", "20", "--rounds", "1"})["results"][0];
    EXPECT_GT(r["derivative"]["worst_ulp"], 2.2) << r;
    EXPECT_LE(r["derivative"]["worst_ulp"], r["derivative"]["bound"]) << r;
    EXPECT_GE(r["parameter_sets"], 20);
    EXPECT_NE(r["derivative"]["parameters"]["beta"]["bits"], "0x3f800000");
}

TEST(search, finds_the_same_with_any_number_of_threads) {
    const std::vector<std::string> some{"leaky_relu", "--dtype", "float32",  "--sets", "1",
                                        "--samples",  "2000",    "--rounds", "1"};
    const auto with = [&](const char* threads) {
        std::vector<std::string> more = some;
        more.insert(more.end(), {"--threads", threads});
        return search(more);
    };
    EXPECT_EQ(with("1"), with("3"));
}

TEST(search, goes_over_all_types_and_takes_an_activation_without_parameters) {
    const json found = search({"relu", "--samples", "2000"});
    ASSERT_EQ(found["results"].size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        const json& r = found["results"][i];
        EXPECT_EQ(r["dtype"], (std::array{"float32", "float16", "bfloat16", "float64"}[i]));
        EXPECT_EQ(r["pass"], true);
        EXPECT_EQ(r["parameter_sets"], 1);
        EXPECT_EQ(r["value"]["worst_ulp"], 0.0);
    }
}

TEST(search, ends_with_1_where_a_bound_is_broken) {
    const std::vector<std::string> some{"sigmoid", "--dtype", "float16", "--bound", "0.1"};
    const json found = search(some, 1);
    EXPECT_EQ(found["pass"], false);
    EXPECT_EQ(found["results"][0]["derivative"]["bound"], 0.1);
    const outcome table = run_tool({"search", "sigmoid", "--dtype", "float16", "--bound", "0.1"});
    EXPECT_EQ(table.exit_code, 1);
    EXPECT_NE(table.out.find("BROKEN"), std::string::npos);
}

}  // namespace
