// What actjet bench prints about measurements that are known beforehand.
#include <host/tool/commands/bench_report.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace {

using namespace actjet;
using namespace actjet::tool;

// One call of 2^20 floats forward in these seconds, the copy in those.
bench_result result(std::vector<double> seconds, std::vector<double> copy, std::vector<double> copy_again) {
    bench::samples found;
    found.sets = 1;
    found.calls = 20;
    found.attempts = 1;
    found.works = {std::move(seconds)};
    found.copy = std::move(copy);
    found.copy_again = std::move(copy_again);
    return {named("gelu"), {ACTJET_FORWARD, ACTJET_FLOAT32, std::size_t{4} << 20}, std::move(found)};
}

const std::vector<bench_result> sound{result({2e-3, 2e-3, 2e-3}, {1e-3, 1e-3, 1e-3}, {1e-3, 1.01e-3, 1e-3})};
// What a busy machine has shown: the copy waits, 57.83 times as long as the pass takes, and not always.
const std::vector<bench_result> disturbed{
    result({1e-3, 1e-3, 1e-3}, {57.83e-3, 57.83e-3, 1e-3}, {1e-3, 57.83e-3, 1e-3})};

// What is printed to standard output is flushed where the test reads it.
template <class F>
std::string printed(F print) {
    testing::internal::CaptureStdout();
    print();
    std::fflush(stdout);
    return testing::internal::GetCapturedStdout();
}

TEST(bench_report, a_sound_measurement_is_printed_with_its_noise) {
    EXPECT_EQ(printed([] { print_bench_table(sound); }),
              "name  dtype    pass     GB/s  ns/element  copy GB/s  % of copy  +- %\n"
              "----  -------  -------  ----  ----------  ---------  ---------  ----\n"
              "gelu  float32  forward   4.2      1.9073        8.4         50   1.0\n");
    testing::internal::CaptureStderr();
    EXPECT_FALSE(report_bench_doubts(sound));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(bench_report, a_disturbed_measurement_is_no_figure) {
    const std::string table = printed([] { print_bench_table(disturbed); });
    EXPECT_EQ(table.find("5783 "), std::string::npos) << table;
    EXPECT_NE(table.find("gelu  float32  forward     -           -          -          -  5683.0"), std::string::npos)
        << table;
    testing::internal::CaptureStderr();
    EXPECT_TRUE(report_bench_doubts(disturbed));
    std::fflush(stderr);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("gelu float32 forward: the copy against itself strays by 5683 %"), std::string::npos) << said;
    EXPECT_NE(said.find("1 of 1 measurements mean nothing"), std::string::npos) << said;
}

TEST(bench_report, json_has_the_seconds_of_every_round) {
    const auto found =
        nlohmann::json::parse(printed([] { print_bench_json(sound, ACTJET_CPU, bench::buffers::hot); }))[0];
    EXPECT_EQ(found["buffers"], "hot");
    EXPECT_EQ(found["doubt"], "");
    EXPECT_DOUBLE_EQ(found["percent_of_copy"], 50);
    EXPECT_NEAR(found["noise_percent"], 1, 1e-9);
    EXPECT_EQ(found["samples"]["works"]["actjet"], nlohmann::json({2e-3, 2e-3, 2e-3}));
    EXPECT_EQ(found["samples"]["copy_again"], nlohmann::json({1e-3, 1.01e-3, 1e-3}));
}

TEST(bench_report, json_has_no_figure_of_a_disturbed_measurement) {
    const auto found =
        nlohmann::json::parse(printed([] { print_bench_json(disturbed, ACTJET_CPU, bench::buffers::cold); }))[0];
    for (const char* figure : {"seconds", "copy_seconds", "gigabytes_per_second", "copy_gigabytes_per_second",
                               "nanoseconds_per_element", "percent_of_copy"}) {
        EXPECT_TRUE(found[figure].is_null()) << figure;
    }
    EXPECT_EQ(found["samples"]["copy"].size(), 3u) << "what was measured is there all the same";
}

}  // namespace
