// actjet bench: that it measures; what it measures decides nothing.
#include "process.hpp"

#include <nlohmann/json.hpp>

namespace {

using namespace actjet::test;
using nlohmann::json;

TEST(bench, measures_what_was_asked_for) {
    const json found = parsed(output_of({"bench", "relu", "gelu", "--dtype", "float16", "--mode", "jet", "--mode",
                                         "backward", "--bytes", "65536", "--repeats", "3", "--json"}));
    ASSERT_EQ(found.size(), 4u);
    for (const json& r : found) {
        EXPECT_EQ(r["dtype"], "float16");
        EXPECT_EQ(r["elements"], 32768);
        EXPECT_EQ(r["bytes_moved"], 3 * 65536);
        EXPECT_GT(r["seconds"], 0.0);
        EXPECT_GT(r["copy_seconds"], 0.0);
        EXPECT_DOUBLE_EQ(r["gigabytes_per_second"], 3e-9 * 65536 / r["seconds"].get<double>());
        EXPECT_DOUBLE_EQ(r["nanoseconds_per_element"], 1e9 * r["seconds"].get<double>() / 32768);
        EXPECT_DOUBLE_EQ(r["percent_of_copy"], 100 * r["copy_seconds"].get<double>() / r["seconds"].get<double>());
    }
}

TEST(bench, prints_a_table) {
    const std::string table = output_of({"bench", "relu", "--bytes", "65536", "--repeats", "1"});
    for (const char* mode : {"forward", "jet", "backward"}) {
        EXPECT_NE(table.find(mode), std::string::npos) << table;
    }
    EXPECT_NE(table.find("% of copy"), std::string::npos);
}

}  // namespace
