// What actjet compare holds results against, and what it says of those that are wrong.
#include "compared.hpp"

#include <actjet/actjet.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace {

using namespace actjet::test;
using nlohmann::json;

class judgement : public compare {
  protected:
    // What compare prints for reading.
    static std::string text(std::vector<std::string> arguments, int exit_code) {
        arguments.insert(arguments.begin(), "compare");
        const outcome result = run_tool(arguments);
        EXPECT_EQ(result.exit_code, exit_code) << result.out << result.err;
        return result.out;
    }
};

TEST_F(judgement, without_a_bound_the_contract_is_held) {
    const std::string x = save("x.npy", {0}), d = save("d.npy", {0.25});
    const std::string good = save("good.npy", {units_above(0.5, 1)}), bad = save("bad.npy", {units_above(0.5, 2)});
    const json held = run({"sigmoid", "--x", x, "--y", good, "--dydx", d});
    EXPECT_EQ(held["pass"], true);
    EXPECT_EQ(held["value"]["bound"], actjet_activation_at(ACTJET_SIGMOID)->value_ulp);
    EXPECT_EQ(held["derivative"]["bound"], actjet_activation_at(ACTJET_SIGMOID)->derivative_ulp);
    EXPECT_EQ(run({"sigmoid", "--x", x, "--y", bad, "--dydx", d}, 1)["pass"], false);
    EXPECT_EQ(run({"sigmoid", "--x", x, "--y", bad, "--bound", "2"})["value"]["bound"], 2);

    // 4 ULP in float64 and 0.51 in the 16-bit types: docs/accuracy.md.
    const auto double_above = [](double number, int units) {
        return std::bit_cast<double>(std::bit_cast<std::uint64_t>(number) + static_cast<std::uint64_t>(units));
    };
    write_file(path("x.npy"), array_of<double>("<f8", {0}));
    write_file(path("y.npy"), array_of<double>("<f8", {double_above(0.5, 4)}));
    EXPECT_EQ(run({"sigmoid", "--x", path("x.npy"), "--y", path("y.npy")})["value"]["bound"], 4);
    write_file(path("y.npy"), array_of<double>("<f8", {double_above(0.5, 5)}));
    run({"sigmoid", "--x", path("x.npy"), "--y", path("y.npy")}, 1);
    for (const auto& [descr, dtype, half] : {std::tuple("<f2", "float16", 0x3800), {"<u2", "bfloat16", 0x3f00}}) {
        write_file(path("x.npy"), array_of<std::uint16_t>(descr, {0}));
        for (const int units : {0, 1}) {
            write_file(path("y.npy"), array_of(descr, std::vector{static_cast<std::uint16_t>(half + units)}));
            const json r = run({"sigmoid", "--x", path("x.npy"), "--y", path("y.npy"), "--dtype", dtype}, units);
            EXPECT_EQ(r["value"]["bound"], 0.51) << dtype;
        }
    }
}

TEST_F(judgement, counts_wrong_nan_infinity_and_sign) {
    // Wrong: NaN for 1, 5 for NaN; inf for 2, -inf for inf, 7 for inf; -4 for 4.
    const std::string x = save("x.npy", {1, nan, 2, inf, inf, 4, nan, 3});
    const std::string y = save("y.npy", {nan, 5, inf, -inf, 7, -4, nan, 3});
    const json value = run({"identity", "--x", x, "--y", y}, 1)["value"];
    ASSERT_EQ(value["wrong"]["nan"]["count"], 2);
    ASSERT_EQ(value["wrong"]["infinity"]["count"], 3);
    ASSERT_EQ(value["wrong"]["sign"]["count"], 1);
    EXPECT_EQ(value["wrong"]["nan"]["some"][0]["at"]["number"], "1");
    EXPECT_EQ(value["wrong"]["nan"]["some"][0]["ulp"], "inf");
    EXPECT_EQ(value["wrong"]["infinity"]["some"][0]["at"]["number"], "2");
    EXPECT_EQ(value["wrong"]["sign"]["some"][0]["result"]["number"], "-4");
    EXPECT_EQ(value["worst_ulp"], "inf");
    // The finite ones apart.
    EXPECT_EQ(value["worst"][0]["ulp"], 0x1p24);
    EXPECT_EQ(value["worst"][0]["at"]["number"], "4");
    const std::string printed = text({"identity", "--x", x, "--y", y}, 1);
    EXPECT_NE(printed.find("wrong NaN: 2, wrong Inf: 3, wrong sign: 1\n"), std::string::npos) << printed;
    EXPECT_NE(printed.find("wrong Inf, the first of 3\n"), std::string::npos) << printed;
    EXPECT_NE(printed.find("The bound is BROKEN."), std::string::npos) << printed;
}

// A zero has a sign, also where nothing else is wrong and most results are decided from estimates.
TEST_F(judgement, counts_wrong_signs_of_zeros) {
    std::vector<float> x, y, d(2048);
    for (int i = 0; i < 2048; ++i) {
        x.push_back(static_cast<float>(-i - 1));
        y.push_back(i % 8 == 7 ? -0.0f : 0.0f);
    }
    const json value = run({"relu", "--x", save("x.npy", x), "--y", save("y.npy", y)}, 1)["value"];
    EXPECT_EQ(value["worst_ulp"], 0);
    ASSERT_EQ(value["wrong"]["sign"]["count"], 256);
    EXPECT_EQ(value["wrong"]["sign"]["some"][0]["at"]["number"], "-8");
    // Where exp underflows, half a unit hides no sign.
    const std::vector<float> low(1024, -120.0f), wrong(1024, -0.0f), right(1024, 0.0f);
    run({"exp", "--x", save("x.npy", low), "--y", save("y.npy", right)});
    EXPECT_EQ(run({"exp", "--x", path("x.npy"), "--y", save("y.npy", wrong)}, 1)["value"]["wrong"]["sign"]["count"],
              1024);
}

// The first of results that are good enough but not the same: where a digest differs, it is there.
TEST_F(judgement, counts_other_bits_than_the_librarys) {
    const std::string x = save("x.npy", {3, -1, 0, nan, 1});
    const std::vector<std::string> apply{"apply", "tanh",        "--in", x, "--out", path("y.npy"),
                                         "--jet", path("d.npy"), "--dy", x, "--dx",  path("dx.npy")};
    output_of(apply);
    const std::vector<std::string> given{"tanh",        "--x",  x, "--y",  path("y.npy"), "--dydx",
                                         path("d.npy"), "--dy", x, "--dx", path("dx.npy")};
    const json same = run(given);
    for (const char* part : {"value", "derivative", "gradient"}) {
        EXPECT_EQ(same[part]["other_bits"], json({{"count", 0}})) << part;
    }
    std::vector<float> y = elements_of<float>(read_file(path("y.npy")), dictionary("<f4", "(5,)"));
    y[1] = units_above(y[1], 1);
    y[3] = -nan;  // any NaN is as good
    y[4] = units_above(y[4], -1);
    save("y.npy", y);
    std::vector<float> dx = elements_of<float>(read_file(path("dx.npy")), dictionary("<f4", "(5,)"));
    dx[0] = units_above(dx[0], 2);
    save("dx.npy", dx);
    std::vector<std::string> loose = given;
    loose.insert(loose.end(), {"--bound", "1e9"});
    const json other = run(loose);
    ASSERT_EQ(other["value"]["other_bits"]["count"], 2);
    EXPECT_EQ(other["value"]["other_bits"]["first"]["at"]["number"], "-1");
    const auto bits_of = [&](const char* whose) {
        return std::stoul(other["value"]["other_bits"]["first"][whose]["bits"].get<std::string>(), nullptr, 16);
    };
    EXPECT_EQ(bits_of("result"), bits_of("actjet") + 1);
    EXPECT_EQ(other["derivative"]["other_bits"]["count"], 0);
    EXPECT_EQ(other["gradient"]["other_bits"]["first"]["dy"]["number"], "3");
    const std::string printed = text(loose, 0);
    EXPECT_NE(printed.find("other bits than actjet's: 2, the first at x = -1 (0xbf800000): "), std::string::npos)
        << printed;
}

// Signs of exact zeros are conventions, and these are made for default parameters.
TEST_F(judgement, leaves_signs_of_exact_zeros_open_at_other_parameters) {
    const std::string x = save("x.npy", {-5, 0, 2}), y = save("y.npy", {0, -0.0f, 2});
    EXPECT_EQ(run({"leaky_relu", "--slope", "0", "--x", x, "--y", y})["value"]["wrong"]["sign"]["count"], 0);
    EXPECT_EQ(run({"leaky_relu", "--slope", "0.01", "--x", save("x.npy", {0, 2}), "--y", save("y.npy", {-0.0f, 2})},
                  1)["value"]["wrong"]["sign"]["count"],
              1);
    // A value that underflows is none of them.
    run({"leaky_relu", "--slope", "1e-30", "--x", save("x.npy", {-1e-30f}), "--y", save("y.npy", {0})}, 1);
}

TEST_F(judgement, shows_the_ten_worst_in_order) {
    std::vector<float> x(3000), y;
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = 1 + static_cast<float>(i) / 4096;
        y.push_back(units_above(x[i], static_cast<int>(i * 7919 % 3000)));
    }
    const std::vector<std::string> arguments{"identity", "--x", save("x.npy", x), "--y", save("y.npy", y)};
    for (const bool with_file : {false, true}) {
        std::vector<std::string> these = arguments;
        if (with_file) {
            these.insert(these.end(), {"--y-ulp", path("e.npy")});
        }
        const json worst = run(these, 1)["value"]["worst"];
        ASSERT_EQ(worst.size(), 10u);
        for (int i = 0; i < 10; ++i) {
            EXPECT_EQ(worst[static_cast<std::size_t>(i)]["ulp"], 2999 - i);
        }
    }
    const std::string printed = text(arguments, 1);
    EXPECT_NE(printed.find("3e+03"), std::string::npos) << printed;
}

// 1.7e7 ULP say little: that it is all of the value says more.
TEST_F(judgement, shows_large_errors_as_percentages) {
    const std::string x = save("x.npy", {2, 4, 8}), y = save("y.npy", {0, 3, units_above(8, 2)});
    const json worst = run({"identity", "--x", x, "--y", y}, 1)["value"]["worst"];
    EXPECT_EQ(worst[0]["relative_error"], 1);
    EXPECT_EQ(worst[1]["relative_error"], 0.25);
    const std::string printed = text({"identity", "--x", x, "--y", y}, 1);
    EXPECT_NE(printed.find("8.4e+06  100 %"), std::string::npos) << printed;
    EXPECT_NE(printed.find("2.1e+06   25 %"), std::string::npos) << printed;
    EXPECT_NE(printed.find("  2.000         "), std::string::npos) << printed;
}

}  // namespace
