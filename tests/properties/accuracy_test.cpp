// The accuracy contract on samples of float32 and float64 inputs and on all 65,536 inputs of the 16-bit types, in the
// place under test. The whole of float32 takes an hour and is scripts/exhaustive.sh's.
#include "tests/reference/exact.hpp"
#include "tests/reference/reference.hpp"
#include "tests/reference/ulp.hpp"
#include "tests/support/inputs.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace actjet::test;
namespace reference = actjet::reference;

// The largest error seen, and where.
struct worst {
    double error = 0;
    long double at = 0;
    void see(double candidate, long double x) {
        if (!(candidate <= error)) {
            error = candidate;
            at = x;
        }
    }
};

class accuracy : public testing::TestWithParam<entry> {
  protected:
    const actjet_activation_info& info = *GetParam().info;
    actjet_activation id = static_cast<actjet_activation>(info.id);
    reference::function exact = reference::find(info.name);

    std::vector<double> defaults() const {
        std::vector<double> values;
        for (int i = 0; i < info.parameter_count; ++i) {
            values.push_back(info.parameters[i].standard);
        }
        return values;
    }

    // Every parameter in turn at every value of the grid that is valid for it, the others at their defaults.
    std::vector<std::vector<double>> grid() const {
        std::vector<std::vector<double>> points{defaults()};
        for (int i = 0; i < info.parameter_count; ++i) {
            for (const double value : {-2.0, -0.3, 0.0, 0.001, 0.1, 0.7, 1.0, 1.702, 3.0, 10.0, 1000.0}) {
                std::vector<double> point = defaults();
                point[static_cast<std::size_t>(i)] = value;
                const actjet_parameter_info& p = info.parameters[i];
                const bool tied = info.parameter_count == 2 && std::string(info.name) != "threshold";
                if (value > p.lower && value < p.upper && !(tied && point[0] > point[1])) {
                    points.push_back(point);
                }
            }
        }
        return points;
    }

    // Where all 16-bit inputs are tried. Products with a slope are where two roundings differ from one.
    std::vector<std::vector<double>> grid_of_16_bits() const {
        std::vector<std::vector<double>> points{defaults()};
        if (id == ACTJET_LEAKY_RELU || id == ACTJET_PRELU) {
            for (const double slope : {0.1, 0.2, 1.0 / 3, -0.3, 0.7, 1.7, -1e-3, 1e-5, 3e-39, 1e20}) {
                points.push_back({slope});
            }
        } else if (id == ACTJET_RRELU) {
            for (const auto& [lower, upper] : {std::pair(0.1, 0.5),
                                               {0.05, 0.55},
                                               {0.2, 1.0 / 3},
                                               {-0.3, 0.1},
                                               {0.3, 0.3},
                                               {1e-6, 3e-6},
                                               {1e-9, 0.1},
                                               {-1.0, 2.0},
                                               {1e20, 3e20}}) {
                points.push_back({lower, upper});
            }
        }
        return points;
    }
};

std::vector<double> rounded_to_float(std::vector<double> parameters) {
    for (double& p : parameters) {
        p = static_cast<float>(p);
    }
    return parameters;
}

// The samples hold all exponents, and so the deep tails. FAULTS F09.
TEST_P(accuracy, float32_holds_its_bounds_at_every_parameter) {
    ASSERT_NE(exact, nullptr);
    for (const auto& parameters : grid()) {
        const auto x = stratified_floats(sample_size(parameters == defaults() ? 200000 : 40000));
        const auto got = run(id, ACTJET_JET, ACTJET_FLOAT32, x, {}, parameters);
        const auto rounded = rounded_to_float(parameters);
        worst value, derivative;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const reference::jet truth = exact(x[i], rounded.data());
            value.see(reference::ulp_error(got.first[i], truth.value), x[i]);
            derivative.see(reference::ulp_error(got.second[i], truth.derivative), x[i]);
        }
        EXPECT_LE(value.error, info.value_ulp) << "at " << value.at << " with " << testing::PrintToString(parameters);
        EXPECT_LE(derivative.error, info.derivative_ulp)
            << "at " << derivative.at << " with " << testing::PrintToString(parameters);
    }
}

// A bound that is far above what is ever reached tells a user nothing.
TEST_P(accuracy, float32_bounds_are_tight) {
    const auto x = stratified_floats(sample_size(200000));
    const auto got = run(id, ACTJET_JET, ACTJET_FLOAT32, x);
    const auto parameters = rounded_to_float(defaults());
    worst value, derivative;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const reference::jet truth = exact(x[i], parameters.data());
        value.see(reference::ulp_error(got.first[i], truth.value), x[i]);
        derivative.see(reference::ulp_error(got.second[i], truth.derivative), x[i]);
    }
    // The sample misses the worst input by so much at the most, and the defaults the worst parameters.
    const double others = info.parameter_count > 0 ? 0.3 : 0;
    EXPECT_GE(value.error + 0.8 + others, info.value_ulp);
    EXPECT_GE(derivative.error + 1.0 + others, info.derivative_ulp);
}

// The shares that must be correctly rounded.
struct shares {
    double values, derivatives;
};

template <class Format>
void check_all_16_bit_inputs(actjet_activation id, actjet_dtype dtype, reference::function exact,
                             const std::vector<double>& parameters, shares least) {
    SCOPED_TRACE(testing::PrintToString(parameters));
    std::vector<std::uint16_t> x;
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        if (std::isfinite(reference::decode<Format>(static_cast<std::uint16_t>(bits)))) {
            x.push_back(static_cast<std::uint16_t>(bits));
        }
    }
    const auto got = run(id, ACTJET_JET, dtype, x, {}, parameters);
    const std::vector<double> rounded = rounded_to_float(parameters);
    worst value, derivative;
    std::size_t wrong_values = 0, wrong_derivatives = 0;
    const auto is_wrong = [](std::uint16_t result, long double truth) {
        return result != reference::round_to<Format>(truth) && reference::decode<Format>(result) != 0;
    };
    for (std::size_t i = 0; i < x.size(); ++i) {
        const long double at = reference::decode<Format>(x[i]);
        const reference::jet truth = exact(at, rounded.data());
        value.see(reference::ulp_error<Format>(got.first[i], truth.value), at);
        derivative.see(reference::ulp_error<Format>(got.second[i], truth.derivative), at);
        wrong_values += is_wrong(got.first[i], truth.value);
        wrong_derivatives += is_wrong(got.second[i], truth.derivative);
    }
    EXPECT_LE(value.error, 0.51) << "at " << value.at;
    EXPECT_LE(derivative.error, 0.51) << "at " << derivative.at;
    const auto all = static_cast<double>(x.size());
    EXPECT_LE(static_cast<double>(wrong_values), (1 - least.values) * all) << "values not correctly rounded";
    EXPECT_LE(static_cast<double>(wrong_derivatives), (1 - least.derivatives) * all) << "derivatives not so";
}

TEST_P(accuracy, bfloat16_values_are_correctly_rounded_on_every_input) {
    for (const auto& parameters : grid_of_16_bits()) {
        check_all_16_bit_inputs<reference::bfloat16>(id, ACTJET_BFLOAT16, exact, parameters, {1, 0.9998});
    }
}

TEST_P(accuracy, float16_is_correctly_rounded_on_nearly_every_input) {
    for (const auto& parameters : grid_of_16_bits()) {
        check_all_16_bit_inputs<reference::float16>(id, ACTJET_FLOAT16, exact, parameters, {0.9998, 0.9998});
    }
}

TEST_P(accuracy, float64_holds_its_bound_at_every_parameter) {
    mpfr_t at, truly;
    mpfr_inits2(400, at, truly, nullptr);
    for (const auto& parameters : grid()) {
        const auto x = stratified_doubles(sample_size(parameters == defaults() ? 200000 : 40000));
        const auto got = run(id, ACTJET_JET, ACTJET_FLOAT64, x, {}, parameters);
        worst value, derivative;
        // Where the long double reference sees more than half the bound, the error may be its own: MPFR decides.
        const auto error = [&](double result, long double truth, double input, auto certain) {
            const double estimate = reference::error_in_units<reference::float64>(result, truth);
            if (estimate <= 2) {
                return estimate;
            }
            mpfr_set_d(at, input, MPFR_RNDN);
            certain(info.name, truly, at, parameters);
            return reference::ulp_error(result, truly);
        };
        for (std::size_t i = 0; i < x.size(); ++i) {
            const reference::jet truth = exact(x[i], parameters.data());
            value.see(error(got.first[i], truth.value, x[i], reference::exact_value), x[i]);
            derivative.see(error(got.second[i], truth.derivative, x[i], reference::exact_derivative), x[i]);
        }
        EXPECT_LE(value.error, 4) << "at " << value.at << " with " << testing::PrintToString(parameters);
        EXPECT_LE(derivative.error, 4) << "at " << derivative.at << " with " << testing::PrintToString(parameters);
    }
    mpfr_clears(at, truly, nullptr);
}

INSTANTIATE_TEST_SUITE_P(each, accuracy, testing::ValuesIn(catalogue()), testing::PrintToStringParamName());

}  // namespace
