// actjet compare on a backward pass: dx = dy f'(x).
#include "compared.hpp"

#include <actjet/actjet.h>

#include <nlohmann/json.hpp>

#include <random>

namespace {

using namespace actjet::test;
using nlohmann::json;

class gradients : public compare {
  protected:
    json of(const char* name, const std::vector<float>& x, const std::vector<float>& dy, const std::vector<float>& dx,
            int exit_code) const {
        return run({name, "--x", save("x.npy", x), "--dy", save("dy.npy", dy), "--dx", save("dx.npy", dx), "--dx-ulp",
                    path("e.npy")},
                   exit_code)["gradient"];
    }
};

TEST_F(gradients, that_are_exact_have_half_a_unit) {
    const json r = of("relu", {-1, 2, 4, 8}, {5, 6, 7, 9}, {0, 6, units_above(7, 1), 9}, 1);
    EXPECT_EQ(r["worst"][0]["ulp"], 1);
    EXPECT_EQ(r["worst"][0]["bound"], 0.5);
    EXPECT_EQ(r["worst"][0]["at"]["number"], "4");
    EXPECT_EQ(r["worst"][0]["dy"]["number"], "7");
    EXPECT_EQ(r["worst"][0]["exact"], "7");
    EXPECT_EQ(errors("e.npy", 4), (std::vector<double>{0, 0, 1, 0}));
    of("relu", {-1, 2, 4, 8}, {5, 6, 7, 9}, {0, 6, 7, 9}, 0);
}

// The derivative of sigmoid at 0, a quarter, may be off by D units, which the product with dy takes along: with 1.75
// they are as many more units of dx.
TEST_F(gradients, may_be_off_by_what_the_derivative_may) {
    const double bound = 1.75 * actjet_activation_at(ACTJET_SIGMOID)->derivative_ulp + 0.5;
    const int within = static_cast<int>(bound);
    const json r = of("sigmoid", {0}, {1.75}, {units_above(0.4375, within)}, 0);
    EXPECT_EQ(r["worst"][0]["ulp"], within);
    EXPECT_NEAR(r["worst"][0]["bound"].get<double>(), bound, 1e-9);
    of("sigmoid", {0}, {1.75}, {units_above(0.4375, within + 1)}, 1);
    of("sigmoid", {0}, {1}, {units_above(0.25, 3)}, 1);
    // A bound that is given is one for all.
    run({"sigmoid", "--x", path("x.npy"), "--dy", path("dy.npy"), "--dx", path("dx.npy"), "--bound", "3"});
    run({"sigmoid", "--x", path("x.npy"), "--dy", path("dy.npy"), "--dx", path("dx.npy"), "--bound", "2.9"}, 1);
}

// exp(-103) is 1.3 of the least denormal numbers and becomes one of them: times 2^100 that is millions of units.
TEST_F(gradients, take_the_few_digits_of_a_denormal_derivative_along) {
    const json r = of("exp", {-103}, {0x1p100f}, {0x1p-49f}, 0);
    EXPECT_GT(r["worst"][0]["ulp"], 1e6);
    of("exp", {-103}, {0x1p100f}, {0x1p-47f}, 1);
}

TEST_F(gradients, are_nan_where_x_or_dy_is_and_nowhere_else) {
    const json r = of("identity", {nan, 1, nan, 2}, {1, nan, 3, 4}, {nan, nan, 3, nan}, 1);
    EXPECT_EQ(r["wrong"]["nan"]["count"], 2);
    EXPECT_EQ(errors("e.npy", 4), (std::vector<double>{0, 0, inf, inf}));
}

// The product of zero and infinity, and the gradient that a mask leaves.
TEST_F(gradients, of_infinity_times_zero_are_nan_or_zero) {
    of("relu", {-1, -1}, {inf, -inf}, {nan, 0}, 0);
    EXPECT_EQ(of("relu", {-1}, {inf}, {1}, 1)["wrong"]["nan"]["count"], 1);
    EXPECT_EQ(of("relu", {1}, {inf}, {1}, 1)["wrong"]["infinity"]["count"], 1);
}

TEST_F(gradients, have_signs) {
    const json r = of("relu", {-1, -1, 1}, {-2, 2, -0.0f}, {0, 0, -0.0f}, 1);
    ASSERT_EQ(r["wrong"]["sign"]["count"], 1);
    EXPECT_EQ(r["wrong"]["sign"]["some"][0]["dy"]["number"], "-2");
}

// Whatever the library computes is within its contract: any patterns of x and dy, in every type.
TEST_F(gradients, of_the_library_are_within_their_bounds) {
    std::mt19937_64 random(1);
    for (const auto& [descr, dtype, bytes] :
         {std::tuple("<f4", "float32", 4), {"<f8", "float64", 8}, {"<f2", "float16", 2}, {"<u2", "bfloat16", 2}}) {
        const std::string header = dictionary(descr, "(4096,)");
        for (const char* file : {"x.npy", "dy.npy"}) {
            std::string elements(static_cast<std::size_t>(4096 * bytes), '\0');
            for (char& c : elements) {
                c = static_cast<char>(random());
            }
            write_file(path(file), npy(header, elements));
        }
        for (int i = 0; i < actjet_activation_count(); ++i) {
            const char* name = actjet_activation_at(i)->name;
            output_of({"apply", name, "--in", path("x.npy"), "--dy", path("dy.npy"), "--dx", path("dx.npy"), "--dtype",
                       dtype});
            const json r =
                run({name, "--x", path("x.npy"), "--dy", path("dy.npy"), "--dx", path("dx.npy"), "--dtype", dtype});
            EXPECT_EQ(r["pass"], true) << dtype << r;
        }
    }
}

}  // namespace
