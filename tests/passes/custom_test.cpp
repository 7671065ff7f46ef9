// Activations of one's own: value and derivative of formulas, on every instruction set the same bits, and what is
// refused.
#include <actjet/custom.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace actjet::test {
namespace {

// (x + sqrt(x^2 + b)) / 2, its derivative by automatic differentiation. Products and sums that a compiler may fuse.
struct squareplus {
    static constexpr const char* name = "squareplus";
    double b = 4;

    template <class T>
    ACTJET_HD T operator()(T x) const {
        return (x + math::sqrt(x * x + b)) * 0.5;
    }
};

// Of all that actjet/math.hpp has, and of operators.
struct everything {
    template <class T>
    ACTJET_HD T operator()(T x) const {
        const T bounded = math::at_least(math::at_most(x, 8), -8);
        const T bell = math::exp(-(bounded * bounded)) + math::value(gelu{}, x) / (math::softplus(x) + 1);
        const T steep = math::fma(math::tanh(x), math::sigmoid(x * 2 - 1), bell);
        return math::select(x > T(0), steep, steep * math::number<T>(0.1)) - math::copysign(math::abs(bounded), x) * x;
    }
};

struct by_hand {
    static constexpr bool flat = true;
    double slope = 2;

    template <class T>
    ACTJET_HD math::jet<T> jet(T x) const {
        const auto positive = x > T(0);
        return {math::select(positive, x * x, T(0)), math::select(positive, x * slope, T(0))};
    }
};

// sin has no exact form here: the C library's, number by number.
struct snake {
    template <class T>
    ACTJET_HD T operator()(T x) const {
        const T sine = math::each(
            x, [](auto v) { return std::sin(v); }, [](auto v) { return std::cos(v); });
        return x + sine * sine;
    }
};

// All operators, and constants of every kind on either side.
struct operators {
    template <class T>
    ACTJET_HD T operator()(T x) const {
        T y = 1 - x;
        y += x * 2.0f;
        y -= 0.25 + x / 4;
        y *= 3 * x;
        const auto which = (x != T(1)) & !(x > T(5));
        y /= math::select(which, T(2), T(4));
        return (y - 1) + T(1) / (2 + x * x);
    }
};

// The gate of SiTU.
struct situ_gate {
    double b = 4;

    template <class T>
    ACTJET_HD T operator()(T g) const {
        return math::tanh(g / b) * b * math::sigmoid(g);
    }
};

// A straight line through kinks and overflow.
struct leaky {
    template <class T>
    ACTJET_HD T operator()(T x) const {
        return math::select(x > T(0), x / 2 * 2, 0.125 * x);
    }
};

// The host makes of it what places hold.
struct scaled {
    struct form {
        float factor;

        template <class T>
        ACTJET_HD T operator()(T x) const {
            return x * factor;
        }
    };
    double b = 3;

    ACTJET_HD form prepared() const { return {static_cast<float>(b * b - 1)}; }
};

bool this_machine_runs_it() {
#if defined(__AVX512F__)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#elif defined(__AVX2__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return true;
#endif
}

class custom_activations : public testing::Test {
  protected:
    void SetUp() override {
        if (!this_machine_runs_it()) {
            GTEST_SKIP() << "compiled for an instruction set that is not in this machine";
        }
    }
};

// Half of all numbers, and half of what activations meet.
std::vector<float> samples() {
    std::mt19937 numbers(3);
    std::vector<float> x{0, -0.0f, INFINITY, -INFINITY, NAN, 1e-45f, -1e-45f, 3e38f};
    for (int i = 0; i < 20000; ++i) {
        const std::uint32_t bits = numbers();
        x.push_back(i % 2 ? core::ops<float>::from_bits(bits) : static_cast<float>(bits * 0x1p-32 * 20 - 10));
    }
    return x;
}

// What a formula gives, one number at a time, with products and sums apart.
template <class F>
math::jet<float> one_at_a_time(const F& f, float x) {
    const core::dual<core::uncontracted> y = f(core::dual<core::uncontracted>(x, 1.0f));
    const float nan = std::isnan(x) ? x : 0;
    return {core::canonical_nan(nan, core::canonical_nan(y.v.value, y.v.value)),
            core::canonical_nan(nan, core::canonical_nan(y.d.value, y.d.value))};
}

std::uint32_t bits(float x) {
    return core::ops<float>::bits(x);
}

template <class F>
void expect_the_same_bits(const F& f) {
    const std::vector<float> x = samples();
    std::vector<float> y(x.size()), dydx(x.size()), alone(x.size()), dx(x.size());
    const std::vector<float> dy(x.size(), 3);
    jet(custom(f), cpu, x, y, dydx);
    forward(custom(f), cpu, x, alone);
    backward(custom(f), cpu, x, dy, dx);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const math::jet<float> expected = one_at_a_time(f, x[i]);
        ASSERT_EQ(bits(y[i]), bits(expected.value)) << x[i];
        ASSERT_EQ(bits(alone[i]), bits(expected.value)) << x[i];
        ASSERT_EQ(bits(dydx[i]), bits(expected.derivative)) << x[i];
        const float product = 3 * expected.derivative;
        ASSERT_EQ(bits(dx[i]), bits(core::canonical_nan(product, product))) << x[i];
    }
}

TEST_F(custom_activations, are_the_same_bits_on_every_instruction_set) {
    expect_the_same_bits(squareplus{});
    expect_the_same_bits(squareplus{.b = 0.3});
    expect_the_same_bits(everything{});
    expect_the_same_bits(operators{});
    expect_the_same_bits(leaky{});
}

TEST_F(custom_activations, have_the_derivative_of_their_value) {
    for (const double b : {4.0, 0.5}) {
        std::vector<double> x, y, dydx;
        for (double at = -20; at < 20; at += 0.37) {
            x.push_back(at);
        }
        y.resize(x.size());
        dydx.resize(x.size());
        jet(custom(squareplus{b}), cpu, x, y, dydx);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const long double root = std::sqrt(static_cast<long double>(x[i]) * x[i] + b);
            EXPECT_NEAR(y[i], static_cast<double>((x[i] + root) / 2), 1e-14 * std::fabs(x[i]) + 1e-15);
            EXPECT_NEAR(dydx[i], static_cast<double>((1 + x[i] / root) / 2), 1e-15);
        }
    }
}

TEST_F(custom_activations, are_differentiated_through_the_librarys) {
    std::vector<double> x, y, dydx;
    for (double at = -7.9; at < 7.9; at += 0.173) {
        x.push_back(at);
    }
    y.resize(x.size());
    dydx.resize(x.size());
    jet(custom(everything{}), cpu, x, y, dydx);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double h = 1e-5, slope = (everything{}(x[i] + h) - everything{}(x[i] - h)) / (2 * h);
        EXPECT_NEAR(dydx[i], slope, 1e-7 * (1 + std::fabs(slope))) << x[i];
    }
}

// The formula in float32, rounded once more.
TEST_F(custom_activations, of_16_bits_are_rounded_once) {
    std::vector<float16> x;
    std::vector<float> wide;
    for (std::uint32_t i = 0; i < 0x7c00; i += 7) {
        x.push_back(float16::from_bits(static_cast<std::uint16_t>(i)));
        wide.push_back(static_cast<float>(x.back()));
    }
    std::vector<float16> y(x.size());
    std::vector<float> wide_y(x.size());
    forward(custom(squareplus{}), cpu, x, y);
    forward(custom(squareplus{}), cpu, wide, wide_y);
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_EQ(y[i].bits, float16(wide_y[i]).bits) << wide[i];
    }
}

TEST_F(custom_activations, mask_gradients_where_they_are_flat) {
    const std::vector<float> x{-1, 2}, dy{INFINITY, 1};
    std::vector<float> dx(2);
    backward(custom(by_hand{}), cpu, x, dy, dx);
    EXPECT_TRUE(std::isnan(dx[0]));
    backward(custom(by_hand{}), cpu, x, dy, dx, {.settings = {.rule = gradient::masked}});
    EXPECT_EQ(dx, (std::vector<float>{0, 4}));
}

// b1 tanh(g / b1) sigmoid(g) b2 tanh(u / b2), and its gradients.
TEST_F(custom_activations, make_situ_with_a_soft_cap) {
    constexpr double b1 = 4, b2 = 25;
    const custom f(situ_gate{b1});
    std::vector<double> gate, x, dy;
    for (double at = -60; at < 60; at += 0.731) {
        gate.push_back(at / 6);
        x.push_back(25 * std::sin(at) - at);
        dy.push_back(std::cos(at));
    }
    std::vector<double> y(x.size()), dgate(x.size()), dx(x.size());
    gated_forward(f, cpu, gate, x, y, {.settings = {.x_soft_cap = b2}});
    gated_backward(f, cpu, gate, x, dy, dgate, dx, {.settings = {.x_soft_cap = b2}});
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double t = std::tanh(gate[i] / b1), s = 1 / (1 + std::exp(-gate[i])), u = std::tanh(x[i] / b2);
        EXPECT_NEAR(y[i], b1 * t * s * b2 * u, 1e-13);
        EXPECT_NEAR(dgate[i], dy[i] * ((1 - t * t) * s + b1 * t * s * (1 - s)) * b2 * u, 1e-13);
        EXPECT_NEAR(dx[i], dy[i] * b1 * t * s * (1 - u * u), 1e-13);
    }
}

TEST_F(custom_activations, may_call_the_c_library) {
    const std::vector<float> x{0.5f, -2};
    std::vector<float> y(2), dydx(2);
    jet(custom(snake{}), cpu, x, y, dydx);
    EXPECT_FLOAT_EQ(y[0], 0.5f + std::sin(0.5f) * std::sin(0.5f));
    EXPECT_FLOAT_EQ(dydx[1], 1 + std::sin(-4.0f));
}

TEST_F(custom_activations, have_slopes_at_infinity_where_constants_meet_it) {
    const std::vector<float> x{INFINITY, -INFINITY, 3e38f, -3e38f};
    std::vector<float> y(4), dydx(4);
    jet(custom(leaky{}), cpu, x, y, dydx);
    EXPECT_EQ(dydx, (std::vector<float>{1, 0.125f, 1, 0.125f}));
    EXPECT_EQ(y[1], -INFINITY);
}

TEST_F(custom_activations, are_prepared_by_the_host) {
    const std::vector<float> x{2};
    std::vector<float> y(1), dydx(1);
    jet(custom(scaled{}), cpu, x, y, dydx);
    EXPECT_EQ(y[0], 16);
    EXPECT_EQ(dydx[0], 8);
}

TEST_F(custom_activations, keep_their_function_when_they_are_copied) {
    custom a(squareplus{.b = 0}), b(squareplus{});
    const custom c = a;
    a = b;
    const std::vector<float> x{-3};
    std::vector<float> y(1);
    forward(a, cpu, x, y);
    EXPECT_FLOAT_EQ(y[0], (-3 + std::sqrt(13.0f)) / 2);
    forward(c, cpu, x, y);
    EXPECT_EQ(y[0], 0);
    EXPECT_EQ(c.function().b, 0);
}

TEST_F(custom_activations, derivatives_by_hand_are_compared) {
    EXPECT_LT(check_derivative(by_hand{}).size(), 1e-12);
    const derivative_difference worst = check_derivative(by_hand{.slope = 2.01});
    EXPECT_GT(worst.size(), 4e-3);
    EXPECT_GT(worst.x, 0);
    EXPECT_NEAR(worst.by_hand, worst.x * 2.01, 1e-9);
    EXPECT_NEAR(worst.automatic, worst.x * 2, 1e-9);
}

std::string refusal_of(const actjet_call& c) {
    EXPECT_EQ(actjet_run(&c), ACTJET_INVALID_ARGUMENT);
    return actjet_last_error();
}

TEST_F(custom_activations, refuse_what_does_not_fit) {
    const custom f(squareplus{});
    core::custom_formula formula = f.formula();
    float x = 1, y = 7;
    actjet_view operands[] = {{&x, ACTJET_FLOAT32, 0, 1, 1, 0}, {&y, ACTJET_FLOAT32, 0, 1, 1, 0}};
    actjet_call c{};
    c.size = sizeof c;
    c.pass = ACTJET_FORWARD;
    c.activation = ACTJET_CUSTOM;
    c.place = ACTJET_CPU;
    c.rows = c.columns = 1;
    c.operands = operands;
    c.operand_count = 2;
    EXPECT_EQ(refusal_of(c), "custom is null, and activation is ACTJET_CUSTOM");
    c.custom = &formula;
    EXPECT_EQ(actjet_run(&c), ACTJET_OK);
    ++formula.version[1];
    EXPECT_NE(refusal_of(c).find("headers of another version"), std::string::npos);
    --formula.version[1];
    const double parameter = 1;
    c.parameters = &parameter;
    c.parameter_count = 1;
    EXPECT_EQ(refusal_of(c), "parameter_count is 1, and squareplus holds its parameters itself");
    c.parameter_count = 0;
    c.flags = ACTJET_RANDOM_PARAMETER;
    EXPECT_NE(refusal_of(c).find("not offered for forward of squareplus"), std::string::npos);
    c.flags = 0;
    c.activation = ACTJET_RELU;
    EXPECT_EQ(refusal_of(c), "custom is not null, and activation is not ACTJET_CUSTOM");
    EXPECT_THROW(any_activation(f).info(), error);
    EXPECT_THROW(any_activation(f).set("b", 1), error);
    const std::vector<float> in{1};
    std::vector<float> out{7};
    try {
        forward(f, cpu, in, out, {.parameter = one(&x)});
        FAIL();
    } catch (const error& e) {
        EXPECT_NE(std::string(e.what()).find("parameter is not offered for squareplus"), std::string::npos) << e.what();
    }
    EXPECT_EQ(out[0], 7);
}

// A source that g++ compiles holds no CUDA code.
TEST_F(custom_activations, of_host_code_are_refused_on_cuda) {
    const std::vector<float> x{1};
    std::vector<float> y(1);
    try {
        forward(custom(squareplus{}), cuda_place::default_stream(), x, y);
        FAIL();
    } catch (const error& e) {
        EXPECT_TRUE(std::string(e.what()).find("squareplus") == 0 || e.status() == ACTJET_NO_CUDA) << e.what();
    }
}

}  // namespace
}  // namespace actjet::test
