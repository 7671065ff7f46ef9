// actjet eval.
#include "process.hpp"

#include <actjet/actjet.hpp>

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iterator>
#include <sstream>

namespace {

using namespace actjet::test;
using nlohmann::json;

// The words of the last line, which is the last number's.
std::vector<std::string> last_row(const std::string& table) {
    std::istringstream lines(table);
    std::string line, last;
    while (std::getline(lines, line)) {
        last = line;
    }
    std::istringstream words(last);
    return {std::istream_iterator<std::string>(words), {}};
}

TEST(eval, decimals_read_back_as_what_the_library_computes) {
    for (const float x : {-5.5f, -1.0f, 0.1f, 1e-40f, 3.4e38f, 0.7310586f}) {
        float y, d;
        actjet::jet(actjet::named("sigmoid"), actjet::cpu, std::span(&x, 1), std::span(&y, 1), std::span(&d, 1));
        char text[64];
        std::snprintf(text, sizeof text, "%.9g", x);
        const auto row = last_row(output_of({"eval", "sigmoid", text}));
        ASSERT_EQ(row.size(), 3u);
        EXPECT_EQ(std::strtof(row[0].c_str(), nullptr), x);
        EXPECT_EQ(std::strtof(row[1].c_str(), nullptr), y);
        EXPECT_EQ(std::strtof(row[2].c_str(), nullptr), d);
    }
}

TEST(eval, float64_is_printed_in_full) {
    const double x = -0.1;
    double y, d;
    actjet::jet(actjet::named("sigmoid"), actjet::cpu, std::span(&x, 1), std::span(&y, 1), std::span(&d, 1));
    const auto row = last_row(output_of({"eval", "sigmoid", "-0.1", "--dtype", "float64"}));
    EXPECT_EQ(std::strtod(row[0].c_str(), nullptr), x);
    EXPECT_EQ(std::strtod(row[1].c_str(), nullptr), y);
    EXPECT_EQ(std::strtod(row[2].c_str(), nullptr), d);
}

// F06, F07, F08: what a user types is what the library sees, whatever looks like an option.
TEST(eval, takes_every_way_to_write_a_number) {
    const json points = parsed(output_of(
        {"eval", "relu", "-1", "-inf", "-0", "-0x1.8p+1", "inf", "nan", "-nan", "1e-3", "-.5", "--json"}))["points"];
    ASSERT_EQ(points.size(), 9u);
    const char* expected[] = {"0xbf800000", "0xff800000", "0x80000000", "0xc0400000", "0x7f800000",
                              nullptr,      nullptr,      "0x3a83126f", "0xbf000000"};
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (expected[i]) {
            EXPECT_EQ(points[i]["x"]["bits"], expected[i]);
        } else {
            EXPECT_EQ(points[i]["x"]["number"], "nan");
            EXPECT_EQ(points[i]["value"]["bits"], "0x7fffffff");
            EXPECT_EQ(points[i]["derivative"]["bits"], "0x7fffffff");
        }
    }
    EXPECT_EQ(points[4]["value"]["number"], "inf");
    EXPECT_EQ(points[4]["value"]["hex"], "inf");
    EXPECT_EQ(points[4]["derivative"]["number"], 1.0);
}

TEST(eval, hex_shows_hex_floats_and_bits) {
    EXPECT_EQ(last_row(output_of({"eval", "leaky_relu", "-1", "--slope", "0.5", "--hex"})),
              (std::vector<std::string>{"-0x1p+0", "0xbf800000", "-0x1p-1", "0xbf000000", "0x1p-1", "0x3f000000"}));
    EXPECT_EQ(last_row(output_of({"eval", "identity", "-1", "--dtype", "bfloat16", "--hex"})),
              (std::vector<std::string>{"-0x1p+0", "0xbf80", "-0x1p+0", "0xbf80", "0x1p+0", "0x3f80"}));
}

// What eval prints it takes: the pattern of every type is the element with these bits, and of a NaN too.
TEST(eval, takes_bit_patterns) {
    for (const auto& [dtype, pattern] : {std::pair("float32", "0x3f800000"),
                                         {"float32", "0xff800001"},
                                         {"float32", "0x00000001"},
                                         {"float64", "0x3ff0000000000000"},
                                         {"float64", "0xfff8000000000123"},
                                         {"float16", "0x3c00"},
                                         {"float16", "0xfc01"},
                                         {"bfloat16", "0x3f80"},
                                         {"bfloat16", "0x8000"}}) {
        const json x = parsed(output_of({"eval", "relu", pattern, "--dtype", dtype, "--json"}))["points"][0]["x"];
        EXPECT_EQ(x["bits"], pattern) << dtype;
    }
    EXPECT_EQ(last_row(output_of({"eval", "identity", "0X3F800000"}))[0], "1");
    EXPECT_EQ(last_row(output_of({"eval", "identity", "0x3f800000p0"}))[0], "1065353200");
    EXPECT_EQ(last_row(output_of({"eval", "identity", "0x1p3"}))[0], "8");
    EXPECT_EQ(last_row(output_of({"eval", "identity", "0x1.8"}))[0], "1.5");
    EXPECT_EQ(last_row(output_of({"eval", "identity", "12345678"}))[0], "12345678");
}

// The shortest decimal that reads back as the same element.
TEST(eval, sixteen_bit_numbers_are_short) {
    EXPECT_EQ(last_row(output_of({"eval", "identity", "0.1", "--dtype", "float16"}))[1], "0.1");
    EXPECT_EQ(last_row(output_of({"eval", "identity", "65504", "--dtype", "float16"}))[1], "65500");
    EXPECT_EQ(last_row(output_of({"eval", "identity", "3.140625", "--dtype", "bfloat16"}))[1], "3.14");
}

TEST(eval, parameters_reach_the_library) {
    EXPECT_EQ(last_row(output_of({"eval", "leaky_relu", "-8", "--slope", "-0.25"}))[1], "2");
    EXPECT_EQ(last_row(output_of({"eval", "leaky_relu", "-8", "--slope=-0x1p-2"}))[2], "-0.25");
    EXPECT_EQ(last_row(output_of({"eval", "hardtanh", "9", "--max_val", "4"}))[1], "4");
    EXPECT_EQ(last_row(output_of({"eval", "hardtanh", "-9", "--min-val", "-4"}))[1], "-4");
}

}  // namespace
