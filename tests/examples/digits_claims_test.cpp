// What the digits table says, for several seeds and with short runs: the README's words do not hang on one seed.
#include "data.hpp"
#include "training.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace digits {
namespace {

class claims : public testing::TestWithParam<std::uint32_t> {
  protected:
    static void SetUpTestSuite() { data() = load(DIGITS_DATA); }

    static dataset& data() {
        static dataset loaded;
        return loaded;
    }

    static outcome train(const actjet::any_activation& activation, int depth, int epochs, double rate,
                         init weights = init::automatic) {
        settings set;
        set.activation = activation;
        set.weights = weights;
        set.depth = depth;
        set.epochs = epochs;
        set.learning_rate = rate;
        set.seed = GetParam();
        return train_on_cpu(set, data());
    }
};

TEST_P(claims, sigmoids_gradient_vanishes_with_depth_and_relus_does_not) {
    EXPECT_GT(train(actjet::sigmoid{}, 2, 0, 0.01).gradient, 1e-2);
    EXPECT_LT(train(actjet::sigmoid{}, 10, 0, 0.01).gradient, 1e-5);
    EXPECT_GT(train(actjet::relu{}, 10, 0, 0.01).gradient, 0.1);
}

TEST_P(claims, tanhs_gradient_vanishes_unless_the_weights_are_drawn_for_it) {
    EXPECT_LT(train(actjet::hyperbolic_tangent{}, 20, 0, 0.01, init::classic).gradient, 1e-4);
    EXPECT_GT(train(actjet::hyperbolic_tangent{}, 20, 0, 0.01, init::xavier).gradient, 0.05);
}

TEST_P(claims, at_a_high_rate_relus_units_die_and_leaky_relus_do_not) {
    const outcome relu = train(actjet::relu{}, 3, 20, 0.12);
    const outcome leaky = train(actjet::leaky_relu{}, 3, 20, 0.12);
    EXPECT_GT(relu.dead, 0.3);
    EXPECT_EQ(leaky.dead, 0);
    EXPECT_FALSE(leaky.diverged);
    EXPECT_GT(leaky.accuracy, relu.accuracy + 0.1);
}

TEST_P(claims, at_a_high_rate_tanhs_units_saturate) {
    EXPECT_LT(train(actjet::hyperbolic_tangent{}, 3, 10, 0.01).saturated, 0.05);
    EXPECT_GT(train(actjet::hyperbolic_tangent{}, 3, 10, 0.3).saturated, 0.8);
}

TEST_P(claims, selu_passes_the_signal_on_undiminished) {
    const double selu = train(actjet::selu{}, 20, 0, 0.01).signal;
    EXPECT_GT(selu, 0.75);
    EXPECT_LT(selu, 1.35);
    EXPECT_LT(train(actjet::elu{}, 20, 0, 0.01).signal, 0.3);
    EXPECT_LT(train(actjet::relu{}, 20, 0, 0.01, init::lecun).signal, 0.01);
}

TEST_P(claims, five_layers_train_with_the_smooth_ones_and_not_with_sigmoid_or_step) {
    EXPECT_GT(train(actjet::gelu{}, 5, 5, 0.01).accuracy, 0.9);
    EXPECT_GT(train(actjet::silu{}, 5, 5, 0.01).accuracy, 0.9);
    EXPECT_GT(train(actjet::mish{}, 5, 5, 0.01).accuracy, 0.9);
    EXPECT_LT(train(actjet::sigmoid{}, 5, 5, 0.01).accuracy, 0.2);
    const outcome step = train(actjet::step{}, 5, 5, 0.01);
    EXPECT_LT(step.accuracy, 0.5);
    EXPECT_EQ(step.gradient, 0);
    EXPECT_EQ(step.dead, 1);
}

INSTANTIATE_TEST_SUITE_P(seeds, claims, testing::Values(1, 2, 3));

}  // namespace
}  // namespace digits
