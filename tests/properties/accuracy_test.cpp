// The accuracy contract on samples of float32 and float64 inputs and on all 65,536 inputs of the 16-bit types, in the
// place under test. The whole of float32 takes an hour and is scripts/documents/exhaustive.sh's.
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

    // Where all 16-bit inputs are tried. Products with a slope are where two roundings differ from one. Those of the
    // exponential family have short formulas, of which only the default parameters were searched.
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
        } else if (id == ACTJET_ELU || id == ACTJET_CELU || id == ACTJET_SOFTPLUS) {
            for (const double value : {0.1, 0.3333, 0.7, 1.7, 10.0, 1000.0, 1e-30, 1e30}) {
                points.push_back({value});
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

template <class Format>
std::vector<std::uint16_t> finite_patterns() {
    std::vector<std::uint16_t> x;
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        if (std::isfinite(reference::decode<Format>(static_cast<std::uint16_t>(bits)))) {
            x.push_back(static_cast<std::uint16_t>(bits));
        }
    }
    return x;
}

// A place's results for all finite inputs of a 16-bit type, against the reference.
template <class Format>
class all_16_bit_inputs {
  public:
    all_16_bit_inputs(const actjet_activation_info& info, actjet_dtype dtype, const std::vector<double>& parameters)
        : name_(info.name), parameters_(rounded_to_float(parameters)), exact_(reference::find(info.name)) {
        mpfr_inits2(400, at_, exactly_, distance_, nullptr);
        const auto got = run(static_cast<actjet_activation>(info.id), ACTJET_JET, dtype, x_, {}, parameters);
        for (std::size_t i = 0; i < x_.size(); ++i) {
            const long double at = reference::decode<Format>(x_[i]);
            const reference::jet truth = exact_(at, parameters_.data());
            values.see(reference::ulp_error<Format>(got.first[i], truth.value), at);
            derivatives.see(reference::ulp_error<Format>(got.second[i], truth.derivative), at);
            wrong_values += is_wrong(at, got.first[i], truth.value, reference::exact_value);
            wrong_derivatives += is_wrong(at, got.second[i], truth.derivative, reference::exact_derivative);
        }
    }
    ~all_16_bit_inputs() { mpfr_clears(at_, exactly_, distance_, nullptr); }

    std::size_t size() const { return x_.size(); }

    worst values, derivatives;
    std::size_t wrong_values = 0, wrong_derivatives = 0;

  private:
    std::string name_;
    std::vector<double> parameters_;
    reference::function exact_;
    std::vector<std::uint16_t> x_ = finite_patterns<Format>();
    mpfr_t at_, exactly_, distance_;

    // Whether another number is nearer. Long double does not know on which side of a tie a result lies that is within
    // its own error of one: there, MPFR decides.
    template <class Exact>
    bool is_wrong(long double at, std::uint16_t got, long double truth, Exact certain) {
        const std::uint16_t nearest = reference::round_to<Format>(truth);
        if (got == nearest || reference::decode<Format>(got) == 0) {
            return false;
        }
        mpfr_set_ld(at_, at, MPFR_RNDN);
        certain(name_, exactly_, at_, parameters_);
        const auto distance = [&](std::uint16_t number) {
            mpfr_set_ld(distance_, reference::decode<Format>(number), MPFR_RNDN);
            mpfr_sub(distance_, distance_, exactly_, MPFR_RNDN);
            mpfr_abs(distance_, distance_, MPFR_RNDN);
        };
        distance(got);
        mpfr_t other;
        mpfr_init2(other, 400);
        mpfr_set(other, distance_, MPFR_RNDN);
        distance(nearest);
        const bool farther = mpfr_greaterequal_p(other, distance_) != 0;
        mpfr_clear(other);
        return farther;
    }
};

// What share of the results must be correctly rounded. Of the formulas that take a parameter the default was searched;
// elsewhere products with it are rounded twice, alpha x near 0 above all.
double least_share(actjet_activation id, bool defaults, double standard) {
    const bool searched = defaults || (id != ACTJET_ELU && id != ACTJET_CELU && id != ACTJET_SOFTPLUS);
    return searched ? standard : id == ACTJET_ELU ? 0.98 : 0.9997;
}

TEST_P(accuracy, bfloat16_is_correctly_rounded_on_every_input) {
    for (const auto& parameters : grid_of_16_bits()) {
        SCOPED_TRACE(testing::PrintToString(parameters));
        const all_16_bit_inputs<reference::bfloat16> tried(info, ACTJET_BFLOAT16, parameters);
        EXPECT_LE(tried.values.error, 0.51) << "at " << tried.values.at;
        EXPECT_LE(tried.derivatives.error, 0.51) << "at " << tried.derivatives.at;
        const double share = least_share(id, parameters == defaults(), id == ACTJET_SWISH ? 0.9998 : 1);
        const double wrong = (1 - share) * static_cast<double>(tried.size());
        EXPECT_LE(static_cast<double>(tried.wrong_values), wrong);
        EXPECT_LE(static_cast<double>(tried.wrong_derivatives), wrong);
    }
}

TEST_P(accuracy, float16_is_correctly_rounded_on_nearly_every_input) {
    for (const auto& parameters : grid_of_16_bits()) {
        SCOPED_TRACE(testing::PrintToString(parameters));
        const all_16_bit_inputs<reference::float16> tried(info, ACTJET_FLOAT16, parameters);
        EXPECT_LE(tried.values.error, 0.51) << "at " << tried.values.at;
        EXPECT_LE(tried.derivatives.error, 0.51) << "at " << tried.derivatives.at;
        const double share = least_share(id, parameters == defaults(), 0.9998);
        const double wrong = (1 - share) * static_cast<double>(tried.size());
        EXPECT_LE(static_cast<double>(tried.wrong_values), wrong);
        EXPECT_LE(static_cast<double>(tried.wrong_derivatives), wrong);
    }
}

// dy f'(x) with a large dy, which lifts what the derivative itself would round to 0. Next to a zero of the derivative
// float32 has fewer digits of it than the product shows; nowhere is the bound of 1 ULP reached.
template <class Format>
worst backward_errors(const actjet_activation_info& info, actjet_dtype dtype, long double dy,
                      const std::vector<double>& parameters) {
    const auto exact = reference::find(info.name);
    const auto rounded = rounded_to_float(parameters);
    const auto x = finite_patterns<Format>();
    const std::vector<std::uint16_t> gradients(x.size(), reference::round_to<Format>(dy));
    const auto got = run(static_cast<actjet_activation>(info.id), ACTJET_BACKWARD, dtype, x, gradients, parameters);
    worst dx;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const long double at = reference::decode<Format>(x[i]);
        dx.see(reference::ulp_error<Format>(got.first[i], exact(at, rounded.data()).derivative * dy), at);
    }
    return dx;
}

TEST_P(accuracy, backward_of_16_bits_keeps_the_digits_of_the_tails) {
    const worst small = backward_errors<reference::bfloat16>(info, ACTJET_BFLOAT16, 1264, defaults());
    EXPECT_LE(small.error, 0.51) << "at " << small.at;
    const worst large = backward_errors<reference::float16>(info, ACTJET_FLOAT16, 20224, defaults());
    EXPECT_LE(large.error, 0.75) << "at " << large.at;
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
