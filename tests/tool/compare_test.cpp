// actjet compare: which errors it finds in results that it did not compute.
#include "compared.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace {

using namespace actjet::test;
using nlohmann::json;

TEST_F(compare, finds_the_worst_value_and_derivative) {
    const std::string x = save("x.npy", {-1, 2, 4, 8});
    const std::string y = save("y.npy", {0, units_above(2, 3), units_above(4, 1), 8});
    const std::string d = save("d.npy", {0, 1, 1, units_above(1, 2)});
    const json r =
        run({"relu", "--x", x, "--y", y, "--dydx", d, "--y-ulp", path("ey.npy"), "--dydx-ulp", path("ed.npy")}, 1);
    EXPECT_EQ(r["name"], "relu");
    EXPECT_EQ(r["dtype"], "float32");
    EXPECT_EQ(r["inputs"], 4);
    EXPECT_EQ(r["pass"], false);
    const json& value = r["value"];
    EXPECT_EQ(value["worst_ulp"], 3);
    EXPECT_EQ(value["at"]["number"], "2");
    EXPECT_EQ(value["result"]["bits"], "0x40000003");
    EXPECT_EQ(value["exact"], "2");
    EXPECT_EQ(value["above_half"], 2);
    EXPECT_EQ(value["above_one"], 1);
    EXPECT_EQ(value["above_two"], 1);
    EXPECT_EQ(r["derivative"]["worst_ulp"], 2);
    EXPECT_EQ(r["derivative"]["at"]["number"], "8");
    EXPECT_EQ(errors("ey.npy", 4), (std::vector<double>{0, 3, 1, 0}));
    EXPECT_EQ(errors("ed.npy", 4), (std::vector<double>{0, 0, 0, 2}));
}

TEST_F(compare, takes_either_alone) {
    const std::string x = save("x.npy", {-1, 3}), y = save("y.npy", {0, 3}), d = save("d.npy", {0, 1});
    const json of_value = run({"relu", "--x", x, "--y", y}), of_derivative = run({"relu", "--x", x, "--dydx", d});
    EXPECT_EQ(of_value["value"]["worst_ulp"], 0);
    EXPECT_FALSE(of_value.contains("derivative"));
    EXPECT_EQ(of_derivative["derivative"]["worst_ulp"], 0);
    EXPECT_FALSE(of_derivative.contains("value"));
}

TEST_F(compare, any_nan_answers_nan_and_nothing_else) {
    const std::string x = save("x.npy", {nan, -nan, nan, 1, inf});
    const std::string y = save("y.npy", {-nan, units_above(nan, 1), 0, nan, inf});
    const json r = run({"relu", "--x", x, "--y", y, "--y-ulp", path("e.npy")}, 1);
    EXPECT_EQ(errors("e.npy", 5), (std::vector<double>{0, 0, inf, inf, 0}));
    EXPECT_EQ(r["value"]["worst_ulp"], "inf");
    EXPECT_EQ(r["value"]["above_two"], 2);
}

// What actjet apply writes is judged as actjet check judges it, in every dtype and whatever the threads.
TEST_F(compare, agrees_with_check) {
    std::vector<std::uint16_t> all(65536);
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    for (const auto& [descr, dtype] : {std::pair("<f2", "float16"), std::pair("<u2", "bfloat16")}) {
        write_file(path("x.npy"), array_of(descr, all));
        run_tool({"apply", "swish", "--beta", "1.5", "--dtype", dtype, "--in", path("x.npy"), "--out", path("y.npy"),
                  "--jet", path("d.npy")});
        json found = run({"swish", "--beta", "1.5", "--dtype", dtype, "--threads", "3", "--x", path("x.npy"), "--y",
                          path("y.npy"), "--dydx", path("d.npy")});
        for (const char* part : {"value", "derivative"}) {
            EXPECT_EQ(found[part]["worst"].size(), 10u);
            found[part].erase("worst");
            found[part].erase("wrong");
            EXPECT_EQ(found[part]["other_bits"]["count"], 0);
            found[part].erase("other_bits");
        }
        const json checked =
            parsed(output_of({"check", "swish", "--beta", "1.5", "--dtype", dtype, "--json"}))["results"][0];
        EXPECT_EQ(found, checked);
    }
}

TEST_F(compare, takes_float64) {
    const std::vector<double> x{0.5, -1}, y{std::nextafter(0.5, 1), -0.2};
    write_file(path("x.npy"), array_of("<f8", x));
    write_file(path("y.npy"), array_of("<f8", y));
    const json r = run({"leaky_relu", "--slope", "0.2", "--x", path("x.npy"), "--y", path("y.npy")});
    EXPECT_EQ(r["dtype"], "float64");
    EXPECT_EQ(r["value"]["worst_ulp"], 1);
    EXPECT_EQ(r["value"]["above_half"], 1);
}

// Where each error is asked for none is decided from an estimate, and nothing else changes.
TEST_F(compare, finds_the_same_with_and_without_a_file_of_errors) {
    std::vector<float> x, y;
    for (std::uint32_t i = 0; i < 20000; ++i) {
        x.push_back(std::bit_cast<float>(i * 214741));  // all exponents, infinities and NaN
        y.push_back(i % 7 == 0 ? nan : i % 5 == 0 ? inf : units_above(x.back() > 0 ? x.back() : 0, i % 3 == 0));
    }
    const std::vector<std::string> common{"relu", "--x", save("x.npy", x), "--y", save("y.npy", y)};
    std::vector<std::string> each = common;
    each.insert(each.end(), {"--y-ulp", path("e.npy")});
    const json r = run(common, 1);
    EXPECT_EQ(r, run(each, 1));
    const std::vector<double> found = errors("e.npy", x.size());
    EXPECT_EQ(r["value"]["above_half"], std::count_if(found.begin(), found.end(), [](double e) { return e > 0.5; }));
    EXPECT_EQ(r["value"]["worst_ulp"], "inf");
}

// The shape of x is that of the errors, and the last of more elements than are read at a time is looked at.
TEST_F(compare, takes_arrays_of_any_shape_and_size) {
    const std::string shape = "(3, 349526)";
    std::vector<float> x(3 * 349526, 1.0f), y = x;
    y.back() = units_above(1, 5);
    write_file(path("x.npy"), npy(dictionary("<f4", shape), bytes_of(x)));
    write_file(path("y.npy"), npy(dictionary("<f4", shape), bytes_of(y)));
    const json r = run({"relu", "--x", path("x.npy"), "--y", path("y.npy"), "--y-ulp", path("e.npy")}, 1);
    EXPECT_EQ(r["inputs"], x.size());
    EXPECT_EQ(r["value"]["worst_ulp"], 5);
    EXPECT_EQ(r["value"]["above_half"], 1);
    const std::vector<double> errors = elements_of<double>(read_file(path("e.npy")), dictionary("<f8", shape));
    ASSERT_EQ(errors.size(), x.size());
    EXPECT_EQ(errors.front(), 0);
    EXPECT_EQ(errors.back(), 5);
}

TEST_F(compare, ends_with_1_where_the_bound_is_broken) {
    const std::string x = save("x.npy", {2}), y = save("y.npy", {units_above(2, 3)}), d = save("d.npy", {1});
    const std::vector<std::string> common{"relu", "--x", x, "--y", y, "--dydx", d};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), common.begin(), common.end());
        return more;
    };
    EXPECT_EQ(run(with({"--bound", "3"}))["pass"], true);
    const json broken = run(with({"--bound", "2.9"}), 1);
    EXPECT_EQ(broken["pass"], false);
    EXPECT_EQ(broken["value"]["bound"], 2.9);
    std::vector<std::string> arguments = with({"--bound", "2.9"});
    arguments.insert(arguments.begin(), "compare");
    const outcome table = run_tool(arguments);
    EXPECT_EQ(table.exit_code, 1);
    EXPECT_NE(table.out.find("The bound is BROKEN."), std::string::npos) << table.out;
    arguments.back() = "3";
    EXPECT_NE(output_of(arguments).find("The bound holds."), std::string::npos);
}

TEST_F(compare, refuses_what_it_cannot_compare) {
    const std::string x = save("x.npy", {1, 2, 3, 4}), empty = save("empty.npy", {});
    write_file(path("row.npy"), npy(dictionary("<f4", "(1, 4)"), std::string(16, '\0')));
    write_file(path("half.npy"), npy(dictionary("<f2", "(4,)"), std::string(8, '\0')));
    write_file(path("short.npy"), npy(dictionary("<f4", "(4,)"), std::string(12, '\0')));
    const std::vector<std::string> before = here_.names();
    const auto expect = [&](std::vector<std::string> arguments, const std::string& words) {
        arguments.insert(arguments.begin(), "compare");
        expect_refusal(run_tool(arguments), words);
        EXPECT_EQ(here_.names(), before);
    };
    expect({"relu", "--y", x}, "--x");
    expect({"relu", "--x", x}, "nothing to compare");
    expect({"relu", "--x", empty, "--y", empty}, "holds no elements");
    expect({"relu", "--x", path("none.npy"), "--y", x}, "No such file");
    expect({"relu", "--x", x, "--y", path("none.npy"), "--y-ulp", path("e.npy")}, "No such file");
    expect({"relu", "--x", x, "--y", path("row.npy")}, "shape (1, 4)");
    expect({"relu", "--x", x, "--dydx", path("half.npy")}, "float16");
    expect({"relu", "--x", x, "--y", path("short.npy")}, "truncated");
    expect({"relu", "--x", x, "--y", x, "--dtype", "float64"}, "float32, not float64");
    expect({"relu", "--x", x, "--y", x, "--dydx-ulp", path("e.npy")}, "--dydx, which is missing");
    expect({"relu", "--x", x, "--dydx", x, "--y-ulp", path("e.npy")}, "--y, which is missing");
    expect({"relu", "--x", x, "--y", x, "--dx-ulp", path("e.npy")}, "--dx, which is missing");
    expect({"relu", "--x", x, "--y", x, "--dx", x}, "--dy and --dx belong together");
    expect({"relu", "--x", x, "--y", x, "--dy", x}, "--dy and --dx belong together");
    expect({"relu", "--x", x, "--dy", path("row.npy"), "--dx", x}, "shape (1, 4)");
    expect({"relu", "--x", x, "--y", x, "--dydx", x, "--y-ulp", path("e.npy"), "--dydx-ulp", path("./e.npy")},
           "two outputs");
    expect({"relu", "--x", x, "--y", x, "--y-ulp", path("none/e.npy")}, "cannot be created");
    expect({"rellu", "--x", x, "--y", x}, "nearest name is relu");
    expect({"relu", "--x", x, "--y", x, "--slope", "2"}, "no parameter named 'slope'");
    expect({"leaky_relu", "--x", x, "--y", x, "--slope", "inf", "--y-ulp", path("e.npy")}, "slope = inf is not in");
    expect({"relu", "--x", x, "--y", x, "--bound", "loose"}, "--bound");
}

}  // namespace
