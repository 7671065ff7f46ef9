// Parameters in memory: the same results as those that a call is given, and their gradients.
#include "passes.hpp"

#include "tests/support/inputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace actjet::test {
namespace {

struct learner {
    const char* name;
    std::vector<double> values;
};

const std::vector<learner>& learners() {
    static const std::vector<learner> all{
        {"prelu", {0.25, 0, -0.0, 1, -3.5, 1e-20, 1e30}}, {"swish", {1, 0, 1.702, -1, 0x1p-10, 40, 1e20}},
        {"elu", {1, 0, -2.5, 0x1p-80, 0x1p100}},          {"celu", {1, 0.075, 3, 0x1p-100, 0x1p100}},
        {"softplus", {1, 0.3, 20, 0x1p-30, 0x1p100}},
    };
    return all;
}

template <class T>
class Learned : public testing::Test {};
using elements = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(Learned, elements);

template <class T>
std::vector<T> inputs(std::size_t n) {
    std::vector<float> x = stratified_floats(n);
    x.insert(x.end(), {INFINITY, -INFINITY, NAN});
    return converted<T>(x);
}

TYPED_TEST(Learned, ParameterInMemoryGivesTheBitsOfTheCallsOwn) {
    using T = TypeParam;
    const std::vector<T> x = inputs<T>(3000), dy(x.rbegin(), x.rend());
    const std::size_t n = x.size();
    for (const learner& l : learners()) {
        for (const double value : l.values) {
            // float16 does not hold all of them.
            const std::vector<std::conditional_t<std::is_same_v<T, double>, double, float>> parameter{
                static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(value)};
            const any_activation own =
                any_activation(named(l.name))
                    .set(actjet_activation_at(named(l.name).id())->parameters[0].name, parameter[0]);
            std::vector<T> y(n), y2(n), d(n), d2(n), dx(n), dx2(n), z(n), z2(n);
            const input_view learned = one(parameter.data());
            forward(own, cpu, x, y);
            forward(named(l.name), cpu, x, y2, {.parameter = learned});
            jet(own, cpu, x, z, d);
            jet(named(l.name), cpu, x, z2, d2, {.parameter = learned});
            backward(own, cpu, x, dy, dx);
            backward(named(l.name), cpu, x, dy, dx2, {.parameter = learned});
            EXPECT_EQ(bits_of(y), bits_of(y2)) << l.name << " " << value;
            EXPECT_EQ(bits_of(z), bits_of(z2)) << l.name << " " << value;
            EXPECT_EQ(bits_of(d), bits_of(d2)) << l.name << " " << value;
            EXPECT_EQ(bits_of(dx), bits_of(dx2)) << l.name << " " << value;
        }
    }
}

TYPED_TEST(Learned, ParameterMayBeOfTheTensorsType) {
    using T = TypeParam;
    const std::vector<T> x = inputs<T>(500), parameter = converted<T>(std::vector<float>{0.3125f});
    for (const learner& l : learners()) {
        std::vector<T> y(x.size()), y2(x.size());
        forward(any_activation(named(l.name)).set(named(l.name).info().parameters[0].name, 0.3125), cpu, x, y);
        forward(named(l.name), cpu, x, y2, {.parameter = one(parameter.data())});
        EXPECT_EQ(bits_of(y), bits_of(y2)) << l.name;
    }
}

TYPED_TEST(Learned, NanGivesNan) {
    using T = TypeParam;
    const std::vector<T> x = inputs<T>(200), parameter = converted<T>(std::vector<float>{-NAN});
    const auto canonical = bits_of(converted<T>(std::vector<float>{std::bit_cast<float>(0x7fffffffu)})[0]);
    for (const learner& l : learners()) {
        std::vector<T> y(x.size()), d(x.size());
        jet(named(l.name), cpu, x, y, d, {.parameter = one(parameter.data())});
        for (std::size_t i = 0; i < x.size(); ++i) {
            if constexpr (std::is_same_v<T, double>) {
                ASSERT_TRUE(std::isnan(y[i]) && std::isnan(d[i])) << l.name;
            } else {
                ASSERT_EQ(bits_of(y[i]), canonical) << l.name;
                ASSERT_EQ(bits_of(d[i]), canonical) << l.name;
            }
        }
    }
}

// x for x > 0, a zero as it is, else slope x in one rounding; and the slope.
TYPED_TEST(Learned, SlopesOfPreluMayHaveAnyExtent) {
    using T = TypeParam;
    using wide = std::conditional_t<std::is_same_v<T, double>, double, float>;
    const std::size_t rows = 13, columns = 301;
    std::vector<wide> slopes(rows * columns);
    random next{7};
    for (wide& s : slopes) {
        s = static_cast<wide>(static_cast<double>(next() >> 40) / 0x1p22 - 2);
    }
    slopes[3] = 0;
    slopes[5] = -0.0f;
    std::vector<T> x = inputs<T>(rows * columns);
    x.resize(rows * columns);
    x[5] = x[3] = converted<T>(std::vector<float>{-INFINITY})[0];
    x[columns + 3] = x[3];
    const view<const T> matrix{x.data(), rows, columns};
    const view<const wide> extents[] = {{slopes.data(), rows, columns},
                                        per_column(static_cast<const wide*>(slopes.data()), columns),
                                        per_row(static_cast<const wide*>(slopes.data()), rows),
                                        per_row(static_cast<const wide*>(slopes.data()), 5),
                                        one(static_cast<const wide*>(slopes.data()))};
    for (const auto& extent : extents) {
        std::vector<T> y(x.size()), z(x.size()), d(x.size()), dx(x.size());
        const input_view learned = extent;
        forward(prelu{}, cpu, matrix, view<T>{y.data(), rows, columns}, {.parameter = learned});
        jet(prelu{}, cpu, matrix, view<T>{z.data(), rows, columns}, view<T>{d.data(), rows, columns},
            {.parameter = learned});
        backward(prelu{}, cpu, matrix, matrix, view<T>{dx.data(), rows, columns}, {.parameter = learned});
        EXPECT_EQ(bits_of(y), bits_of(z));
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t row = extent.row_period ? i / columns % extent.row_period : i / columns;
            const wide slope = slopes[row * static_cast<std::size_t>(extent.row_stride) +
                                      i % columns * static_cast<std::size_t>(extent.column_stride)];
            // The same function of a call's own parameter, which other tests judge.
            T expected[3];
            const prelu own{.slope = slope};
            jet(own, cpu, std::span(&x[i], 1), std::span(expected, 1), std::span(expected + 1, 1));
            backward(own, cpu, std::span(&x[i], 1), std::span(&x[i], 1), std::span(expected + 2, 1));
            ASSERT_EQ(bits_of(y[i]), bits_of(expected[0])) << i;
            ASSERT_EQ(bits_of(d[i]), bits_of(expected[1])) << i;
            ASSERT_EQ(bits_of(dx[i]), bits_of(expected[2])) << i;
        }
    }
}

TEST(Learned, PreluIsLeakyRelu) {
    const std::vector<float> x = inputs<float>(2000);
    std::vector<float> y(x.size()), y2(x.size());
    forward(prelu{.slope = 0.7}, cpu, x, y);
    forward(leaky_relu{.slope = 0.7}, cpu, x, y2);
    EXPECT_EQ(bits_of(y), bits_of(y2));
}

// df/dparameter by its definition, in long double.
long double exact_derivative(const std::string& name, long double x, long double p) {
    const long double z = p * x, e = std::exp(-std::abs(z));
    if (name == "prelu") {
        return x < 0 ? x : 0;
    }
    if (name == "elu") {
        return x < 0 ? std::expm1(x) : 0;
    }
    if (name == "swish") {
        return x * x * e / ((1 + e) * (1 + e));
    }
    if (name == "softplus") {
        return -(std::log1p(e) + std::abs(z) * e / (1 + e)) / (p * p);
    }
    // celu: -exp(-b) (b^2 / 2! + b^3 / 3! + ...)
    const long double b = x < 0 ? -x / p : 0;
    if (b > 60) {
        return std::expm1(-b) + b * std::exp(-b);
    }
    long double sum = 0, term = b;
    for (int k = 2; k < 300; ++k) {
        term *= b / k;
        sum += term;
    }
    return -sum * std::exp(-b);
}

// Each row's sum over one column is its element's term.
template <class T>
std::vector<T> derivatives(const char* name, double parameter, const std::vector<T>& x) {
    std::vector<T> dy(x.size(), T(1)), dx(x.size()), terms(x.size());
    const view<const T> column{x.data(), x.size(), 1};
    run_backward(any_activation(named(name)).set(named(name).info().parameters[0].name, parameter), column,
                 view<const T>{dy.data(), x.size(), 1}, view<T>{dx.data(), x.size(), 1},
                 {.dparameter = per_row(terms)});
    return terms;
}

// What a result may be off by besides, as its formula has a denormal number as a factor.
template <class T>
long double slack(const std::string& name, long double x, long double p) {
    const long double least = std::numeric_limits<T>::denorm_min();
    return name == "softplus"                             ? least * (1 + std::abs(p * x)) / p
           : name == "swish" && std::is_same_v<T, double> ? least * std::abs(x)
                                                          : 0;
}

template <class T>
double worst_ulp(const char* name, double parameter, const std::vector<T>& x) {
    const std::vector<T> got = derivatives(name, parameter, x);
    double worst = 0, worst_at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const long double exact = exact_derivative(name, x[i], static_cast<T>(parameter));
        if (std::abs(exact) > std::numeric_limits<T>::max()) {
            EXPECT_TRUE(std::isinf(got[i])) << name << " " << parameter << " " << x[i];
            continue;
        }
        const int least = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits;
        const int exponent =
            exact == 0 ? least : std::max(std::ilogb(exact) + 1 - std::numeric_limits<T>::digits, least);
        const long double off = std::abs(got[i] - exact), spare = slack<T>(name, x[i], static_cast<T>(parameter));
        const auto ulp = off <= spare ? 0 : static_cast<double>((off - spare) / std::ldexp(1.0L, exponent));
        if (!(ulp <= worst)) {
            worst = ulp;
            worst_at = static_cast<double>(x[i]);
        }
    }
    std::printf("%s %g: %.2f ULP at %.9g\n", name, parameter, worst, worst_at);
    return worst;
}

struct bound {
    const char* name;
    std::vector<double> parameters;
    double float32, float64;
};

class Derivative : public testing::TestWithParam<bound> {};

TEST_P(Derivative, IsWithinItsBound) {
    const bound& b = GetParam();
    for (const double parameter : b.parameters) {
        std::vector<float> x = stratified_floats(200000);
        for (int i = -130000; i < 130000; ++i) {
            x.push_back(static_cast<float>(i / 1000.0 / (std::string(b.name) == "celu" ? 1 / parameter : parameter)));
        }
        std::erase_if(x, [](float v) { return !std::isfinite(v); });
        EXPECT_LE(worst_ulp(b.name, parameter, x), b.float32) << b.name << " " << parameter;
        EXPECT_LE(worst_ulp(b.name, parameter, std::vector<double>(x.begin(), x.end())), b.float64)
            << b.name << " " << parameter;
    }
}
INSTANTIATE_TEST_SUITE_P(Learned, Derivative,
                         testing::Values(bound{"prelu", {0.25}, 0, 0}, bound{"elu", {1, 0x1p-50, -0x1p90}, 0.7, 1},
                                         bound{"swish", {1, 1.702, -3, 0.01, 1e-10, 1e10}, 3, 4},
                                         bound{"celu", {1, 0.1, 7.3, 0x1p-60, 0x1p60}, 4, 5},
                                         bound{"softplus", {1, 1.7, 30, 0x1p30}, 4, 5}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Learned, DerivativesAtTheEnds) {
    const std::vector<float> x{INFINITY, -INFINITY, NAN, 0.0f, -0.0f};
    const auto at = [&](const char* name, double parameter) { return derivatives(name, parameter, x); };
    for (const float beta : {1.0f, -2.0f}) {
        EXPECT_EQ(at("swish", beta)[0], 0);
        EXPECT_EQ(at("swish", beta)[1], 0);
    }
    EXPECT_EQ(at("swish", 0)[0], INFINITY);
    EXPECT_EQ(at("elu", 2)[0], 0);
    EXPECT_EQ(at("elu", 2)[1], -1);
    EXPECT_EQ(at("celu", 2)[0], 0);
    EXPECT_EQ(at("celu", 2)[1], -1);
    EXPECT_EQ(at("softplus", 2)[0], 0);
    EXPECT_EQ(at("softplus", 2)[1], 0);
    EXPECT_EQ(at("prelu", 2)[0], 0);
    EXPECT_EQ(at("prelu", 2)[1], -INFINITY);
    for (const learner& l : learners()) {
        EXPECT_EQ(bits_of(at(l.name, 1)[2]), 0x7fffffffu) << l.name;
    }
}

std::string refusal(const call& c) {
    try {
        run(c);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

TEST(Learned, WhatIsNotOfferedIsRefusedByName) {
    std::vector<float> x(6), y(6), p(6);
    const view<float> matrix{x.data(), 2, 3}, out{y.data(), 2, 3};
    EXPECT_EQ(refusal({ACTJET_FORWARD, relu{}, cpu, {matrix, out, any_view{}, one(p.data())}}),
              "parameter is not offered for relu, but for prelu elu celu softplus swish");
    EXPECT_EQ(refusal({ACTJET_BACKWARD,
                       relu{},
                       cpu,
                       {matrix, matrix, out, any_view{}, any_view{}, any_view{}, any_view{}, one(p.data())}}),
              "dparameter is not offered for relu, but for prelu elu celu softplus swish");
    EXPECT_EQ(
        refusal({ACTJET_FORWARD, swish{}, cpu, {matrix, out, any_view{}, per_column(p.data(), 3)}}),
        "parameter of swish is one value for all elements, with strides of 0; one for each row, column or element "
        "is offered for prelu");
}

}  // namespace
}  // namespace actjet::test
