#include "table.hpp"

#include <utility>

namespace digits {
namespace {

settings make(const actjet::any_activation& activation, init weights, int depth, double rate, std::uint32_t seed) {
    settings set;
    set.activation = activation;
    set.weights = weights;
    set.depth = depth;
    set.learning_rate = rate;
    set.seed = seed;
    return set;
}

section over_depths(std::uint32_t seed) {
    section s{"Depth: sigmoid's gradient vanishes, and tanh's too unless the weights are drawn as Glorot and Bengio do",
              {}};
    const std::pair<const char*, init> subjects[] = {
        {"sigmoid", init::xavier}, {"tanh", init::classic}, {"tanh", init::xavier}, {"relu", init::he}};
    for (const auto& [name, weights] : subjects) {
        for (const int depth : {2, 5, 10, 20}) {
            s.runs.push_back(make(actjet::named(name), weights, depth, 0.005, seed));
        }
    }
    return s;
}

section over_rates(std::uint32_t seed) {
    section s{"Learning rate: too high a rate kills units of ReLU, none of leaky ReLU, and saturates those of tanh",
              {}};
    for (const char* name : {"relu", "leaky_relu", "gelu"}) {
        for (const double rate : {0.01, 0.08, 0.12}) {
            s.runs.push_back(make(actjet::named(name), init::automatic, 3, rate, seed));
        }
    }
    for (const double rate : {0.01, 0.12, 0.3}) {
        s.runs.push_back(make(actjet::hyperbolic_tangent{}, init::automatic, 3, rate, seed));
    }
    return s;
}

section self_normalising(std::uint32_t seed) {
    section s{
        "Self-normalisation: through 20 layers drawn alike, SELU alone of these passes the signal on undiminished", {}};
    for (const char* name : {"relu", "tanh", "elu", "selu"}) {
        s.runs.push_back(make(actjet::named(name), init::lecun, 20, 0.005, seed));
    }
    return s;
}

section slopes_below_0(std::uint32_t seed) {
    section s{"Slopes below 0: fixed, learned for each unit, and drawn at random in training", {}};
    for (const actjet::any_activation& activation :
         {actjet::any_activation(actjet::leaky_relu{.slope = 0.25}), actjet::named("prelu"), actjet::named("rrelu")}) {
        s.runs.push_back(make(activation, init::automatic, 5, 0.01, seed));
    }
    return s;
}

section all_kinds(std::uint32_t seed) {
    section s{"Kinds: five layers of each", {}};
    const actjet::any_activation subjects[] = {actjet::identity{},
                                               actjet::step{},
                                               actjet::relu{},
                                               actjet::relu6{},
                                               actjet::leaky_relu{.slope = 0.2},
                                               actjet::relu_squared{},
                                               actjet::elu{},
                                               actjet::selu{},
                                               actjet::softplus{},
                                               actjet::sigmoid{},
                                               actjet::hyperbolic_tangent{},
                                               actjet::softsign{},
                                               actjet::silu{},
                                               actjet::gelu{},
                                               actjet::mish{},
                                               actjet::hardswish{}};
    for (const actjet::any_activation& activation : subjects) {
        s.runs.push_back(make(activation, init::automatic, 5, 0.01, seed));
    }
    return s;
}

}  // namespace

std::vector<section> default_table(std::uint32_t seed) {
    return {over_depths(seed), over_rates(seed), self_normalising(seed), slopes_below_0(seed), all_kinds(seed)};
}

}  // namespace digits
