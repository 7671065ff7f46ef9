// actjet bench: that it measures; what it measures decides nothing, on a machine as busy as it may be.
#include "process.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using namespace actjet::test;
using nlohmann::json;

// The middle of an odd number of values.
double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void expect_figures(const json& r) {
    const std::vector<double> seconds = r["samples"]["works"]["actjet"], copy = r["samples"]["copy"];
    ASSERT_EQ(seconds.size(), 3u);
    ASSERT_EQ(copy.size(), 3u);
    EXPECT_NEAR(r["seconds"].get<double>() / median(seconds), 1, 1e-6);
    EXPECT_NEAR(r["copy_seconds"].get<double>() / median(copy), 1, 1e-6);
    const std::vector<double> parts{copy[0] / seconds[0], copy[1] / seconds[1], copy[2] / seconds[2]};
    EXPECT_NEAR(r["percent_of_copy"].get<double>() / median(parts), 100, 1e-4);
    EXPECT_DOUBLE_EQ(r["gigabytes_per_second"], 3e-9 * 65536 / r["seconds"].get<double>());
    EXPECT_DOUBLE_EQ(r["nanoseconds_per_element"], 1e9 * r["seconds"].get<double>() / 32768);
}

TEST(bench, measures_what_was_asked_for) {
    const outcome result = run_tool({"bench", "relu", "gelu", "--dtype", "float16", "--pass", "jet", "--pass",
                                     "backward", "--bytes", "65536", "--repeats", "3", "--hot", "--json"});
    const json found = parsed(result.out);
    ASSERT_EQ(found.size(), 4u);
    std::size_t doubtful = 0;
    for (const json& r : found) {
        EXPECT_EQ(r["dtype"], "float16");
        EXPECT_NE(r["pass"], "forward");
        EXPECT_EQ(r["buffers"], "hot");
        EXPECT_EQ(r["elements"], 32768);
        EXPECT_EQ(r["bytes_moved"], 3 * 65536);
        EXPECT_EQ(r["samples"]["sets"], 1);
        if (r["doubt"] == "") {
            expect_figures(r);
        } else {
            ++doubtful;
        }
    }
    EXPECT_EQ(result.exit_code, doubtful > 0 ? 1 : 0) << "whoever reads figures must not take those for results";
    EXPECT_EQ(result.err.empty(), doubtful == 0) << result.err;
}

TEST(bench, counts_what_gated_passes_move) {
    const json found = parsed(run_tool({"bench", "silu", "--pass", "gated_forward", "--pass", "gated_backward",
                                        "--bytes", "65536", "--repeats", "1", "--hot", "--json"})
                                  .out);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0]["pass"], "gated_forward");
    EXPECT_EQ(found[0]["bytes_moved"], 3 * 65536);
    EXPECT_EQ(found[1]["bytes_moved"], 5 * 65536);
}

TEST(bench, prints_a_table) {
    const outcome result = run_tool({"bench", "relu", "--bytes", "65536", "--repeats", "1", "--hot"});
    for (const char* words : {"forward", "jet", "backward", "% of copy", "+- %"}) {
        EXPECT_NE(result.out.find(words), std::string::npos) << result.out;
    }
    EXPECT_LE(result.exit_code, 1);
}

}  // namespace
