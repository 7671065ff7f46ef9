// What has a test of its own on the CPU gives the same bits in the place under test: learned and random parameters,
// dropout, and their sums.
#include "expected.hpp"
#include "under_test.hpp"

#include <functional>

namespace actjet::test {
namespace {

class places : public testing::TestWithParam<actjet_dtype> {
  protected:
    static constexpr std::size_t rows = 35, columns = 70;

    void SetUp() override {
        if (place() == ACTJET_CPU) {
            GTEST_SKIP() << "the place under test is the CPU";
        }
    }

    static actjet_dtype dtype() { return GetParam(); }
    static actjet_dtype sum_dtype() { return dtype() == ACTJET_FLOAT64 ? dtype() : ACTJET_FLOAT32; }

    static tensor numbers(double seed) {
        const tensor t = matrix(dtype(), rows, columns);
        t.fill([&](auto r, auto c) { return 3 * std::sin(seed + double(7 * r + 3 * c)); });
        return t;
    }

    // Runs the call that make() gives on either place, and compares what its operands hold.
    static void compare(actjet_pass pass, const any_activation& activation,
                        const std::function<std::vector<tensor>()>& make, const settings& s) {
        const auto here = make(), there = make();
        run(pass, activation, here, s, ACTJET_CPU);
        run(pass, activation, there, s);
        for (std::size_t k = 0; k < here.size(); ++k) {
            if (!here[k].absent()) {
                EXPECT_TRUE(holds(there[k], [&](auto r, auto c) { return here[k].get(r, c); }))
                    << actjet_pass_at(pass)->operands[k].name << " of " << name_of(activation);
            }
        }
    }

    static void compare_all(const any_activation& activation, const tensor& parameter, const tensor& dparameter,
                            const settings& s) {
        compare(
            ACTJET_FORWARD, activation,
            [&] {
                return std::vector{numbers(0), numbers(1), tensor{}, parameter};
            },
            s);
        compare(
            ACTJET_BACKWARD, activation,
            [&] {
                tensor sum = dparameter;
                if (!sum.absent()) {
                    sum.memory = std::make_shared<storage>(*sum.memory);
                }
                return std::vector{numbers(0), numbers(1), numbers(2), tensor{}, parameter, tensor{}, tensor{}, sum};
            },
            s);
    }
};

TEST_P(places, learn_a_slope) {
    const tensor parameters[] = {of_one(dtype()), of_columns(dtype(), columns), of_rows(dtype(), rows),
                                 of_rows(dtype(), 7)};
    const tensor sums[] = {of_one(sum_dtype()), of_columns(sum_dtype(), columns), of_rows(sum_dtype(), rows),
                           of_rows(sum_dtype(), 7)};
    for (std::size_t i = 0; i < std::size(sums); ++i) {
        parameters[i].fill([](auto r, auto c) { return 0.25 + 0.01 * double(r + c); });
        compare_all(prelu{}, parameters[i], sums[i], {});
    }
}

TEST_P(places, learn_a_number) {
    const tensor parameter = of_one(dtype()), sum = of_one(sum_dtype());
    parameter.set(0, 0, 1.25);
    for (const any_activation& a :
         {any_activation(swish{}), any_activation(elu{}), any_activation(celu{}), any_activation(softplus{})}) {
        if (dtype() != ACTJET_FLOAT64) {  // whose C library differs between places
            compare_all(a, parameter, sum, {});
        }
    }
}

TEST_P(places, drop_the_same) {
    for (const double probability : {0.0, 0.1, 0.5, 1.0}) {
        compare_all(relu_under_test(), {}, {}, {.dropout = probability, .seed = 12345678901234567u, .offset = 3});
    }
}

TEST_P(places, draw_the_same_slopes) {
    compare_all(rrelu{}, {}, {}, {.random_parameter = true, .seed = 42});
    compare_all(rrelu{}, {}, {}, {.dropout = 0.25, .random_parameter = true, .seed = 42});
}

INSTANTIATE_TEST_SUITE_P(all, places, testing::Values(ACTJET_FLOAT32, ACTJET_FLOAT64, ACTJET_FLOAT16, ACTJET_BFLOAT16));

}  // namespace
}  // namespace actjet::test
