// The digits program is right: its gradients are those of its loss, and a seed gives the same numbers again.
#include "algebra_cpu.hpp"
#include "data.hpp"
#include "statistics.hpp"
#include "training.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace digits {
namespace {

using tiny_network = network<cpu_algebra, double>;
using tiny_pass = pass<cpu_algebra, double>;

settings tiny(const std::string& activation) {
    settings set;
    set.activation = actjet::named(activation);
    set.depth = 3;
    set.width = 5;
    return set;
}

double loss(const tiny_network& net, tiny_pass& p) {
    net.forward(p);
    return judge(p.output(), p.labels, 3).loss;
}

class gradients : public testing::TestWithParam<const char*> {};

// Central differences of step h are off by about h^2, and by the rounding of a loss of about 1, 1e-16 / h.
TEST_P(gradients, are_those_of_the_loss) {
    const cpu_algebra algebra;
    random_source random(7);
    tiny_network net(algebra, tiny(GetParam()), 4, 3, random);
    tiny_pass p = net.make_pass(6);
    p.training = true;  // so that rrelu's slopes are those of a step
    p.step = 3;
    for (double& v : p.input) {
        v = random.symmetric();
    }
    // Biases, and slopes that are learned. With biases of 0 an image that no unit of a layer answers to would sit on
    // the next layer's kinks.
    for (auto& layer : net.layers()) {
        for (std::size_t i = layer.weights(); i < layer.parameters.size(); ++i) {
            layer.parameters[i] = random.symmetric();
        }
    }
    p.labels = {0, 1, 2, 2, 1, 0};
    net.forward(p);
    net.backward(p);
    for (auto& layer : net.layers()) {
        for (std::size_t i = 0; i < layer.parameters.size(); ++i) {
            constexpr double h = 1e-5;
            double& parameter = layer.parameters[i];
            const double kept = parameter;
            parameter = kept + h;
            const double above = loss(net, p);
            parameter = kept - h;
            const double below = loss(net, p);
            parameter = kept;
            EXPECT_NEAR((above - below) / (2 * h), layer.gradient[i], 1e-8);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(digits, gradients,
                         testing::Values("identity", "sigmoid", "tanh", "softplus", "elu", "selu", "silu", "gelu",
                                         "mish", "relu", "leaky_relu", "prelu", "rrelu"),
                         [](const auto& which) { return std::string(which.param); });

TEST(digits, the_data_are_1797_images_scaled_to_mean_0_and_deviation_1) {
    const dataset data = load(DIGITS_DATA);
    EXPECT_EQ(data.train.count(), 1438);
    EXPECT_EQ(data.test.count(), 359);
    double sum = 0;
    double squares = 0;
    for (const float v : data.train.values) {
        sum += v;
        squares += static_cast<double>(v) * v;
    }
    const auto n = static_cast<double>(data.train.values.size());
    EXPECT_NEAR(sum / n, 0, 1e-5);
    EXPECT_NEAR(squares / n, 1, 1e-5);
}

TEST(digits, a_seed_gives_the_same_bits_again_and_another_seed_others) {
    const dataset data = load(DIGITS_DATA);
    settings set;
    set.activation = actjet::gelu{};
    set.epochs = 2;
    const outcome first = train_on_cpu(set, data);
    const outcome again = train_on_cpu(set, data);
    EXPECT_EQ(first.accuracy, again.accuracy);
    EXPECT_EQ(first.signal, again.signal);
    EXPECT_EQ(first.gradient, again.gradient);
    EXPECT_EQ(first.dead, again.dead);
    EXPECT_EQ(first.saturated, again.saturated);
    set.seed = 2;
    EXPECT_NE(first.signal, train_on_cpu(set, data).signal);
}

// What a network makes of one image.
std::vector<double> outputs(const std::string& activation, bool training, std::uint64_t step) {
    const cpu_algebra algebra;
    random_source random(5);
    tiny_network net(algebra, tiny(activation), 4, 3, random);
    tiny_pass p = net.make_pass(1);
    p.training = training;
    p.step = step;
    p.input = {1, -0.5, 0.25, -1};
    net.forward(p);
    return p.output();
}

TEST(digits, rrelu_draws_its_slopes_in_training_and_has_their_mean_otherwise) {
    const std::vector<double> drawn = outputs("rrelu", true, 0);
    EXPECT_EQ(drawn, outputs("rrelu", true, 0));
    EXPECT_NE(drawn, outputs("rrelu", true, 1));
    EXPECT_NE(drawn, outputs("rrelu", false, 0));
    EXPECT_EQ(outputs("rrelu", false, 0), outputs("rrelu", false, 1));
}

TEST(digits, prelu_learns_a_slope_for_each_unit_from_its_parameter_on) {
    const cpu_algebra algebra;
    random_source random(1);
    settings set = tiny("prelu");
    set.activation.set("slope", 0.375);
    tiny_network net(algebra, set, 4, 3, random);
    auto& hidden = net.layers().front();
    ASSERT_EQ(hidden.parameters.size(), 4 * 5 + 5 + 5);
    EXPECT_EQ(net.layers().back().parameters.size(), 5 * 3 + 3);
    for (std::size_t unit = 0; unit < 5; ++unit) {
        EXPECT_EQ(hidden.parameters[4 * 5 + 5 + unit], 0.375);
    }
    hidden.gradient.back() = 2;
    net.descend_by(0.1, 0.5);
    EXPECT_DOUBLE_EQ(hidden.parameters.back(), 0.375 - 0.1 * 2);
}

TEST(digits, a_momentum_step_follows_its_formula) {
    const cpu_algebra algebra;
    random_source random(1);
    tiny_network net(algebra, tiny("tanh"), 4, 3, random);
    auto& layer = net.layers().front();
    const double start = layer.parameters[0];
    layer.gradient[0] = 2;
    net.descend_by(0.1, 0.5);
    EXPECT_DOUBLE_EQ(layer.parameters[0], start - 0.1 * 2);
    net.descend_by(0.1, 0.5);
    EXPECT_DOUBLE_EQ(layer.parameters[0], start - 0.1 * 2 - 0.1 * (0.5 * 2 + 2));
}

TEST(digits, weights_have_the_variance_of_their_kind) {
    const cpu_algebra algebra;
    for (const init weights : {init::classic, init::lecun, init::xavier, init::he}) {
        settings set;
        set.weights = weights;
        set.depth = 1;
        set.width = 100;
        random_source random(3);
        network<cpu_algebra, double> net(algebra, set, 400, 10, random);
        const auto& values = net.layers().front().parameters;
        double squares = 0;
        for (const double v : values) {
            squares += v * v;
        }
        // 40,000 draws: the variance of a uniform draw is known to within 0.9 / 200 at one standard error.
        EXPECT_NEAR(squares / 40000 / variance_of(weights, 400, 100), 1, 0.02);
    }
}

}  // namespace
}  // namespace digits
