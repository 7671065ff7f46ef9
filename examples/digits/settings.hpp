// What one training run is told.
#pragma once

#include <actjet/actjet.hpp>

#include <cstdint>
#include <string_view>

namespace digits {

// How the hidden layers' weights are drawn: uniformly, with mean 0 and this variance, for a layer of n inputs and m
// outputs. Biases start at 0. The output layer, which has no activation, is always drawn as `lecun`.
enum class init {
    automatic,  // xavier for sigmoidal activations, lecun for exponential ones and the identity, he for the rest
    classic,    // 1 / (3 n): between -1 / sqrt(n) and 1 / sqrt(n), the custom before 2010
    lecun,      // 1 / n: LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998
    xavier,     // 2 / (n + m): Glorot and Bengio, AISTATS 2010
    he          // 2 / n: He, Zhang, Ren and Sun, ICCV 2015
};

struct settings {
    actjet::any_activation activation = actjet::named("relu");
    init weights = init::automatic;
    int depth = 5;  // hidden layers
    int width = 64;
    int epochs = 20;
    int batch = 32;  // images to a step; those left over at the end of an epoch are skipped
    double learning_rate = 0.01;
    double momentum = 0.9;
    std::uint32_t seed = 1;
};

// What `automatic` stands for.
inline init resolve(const settings& set) {
    if (set.weights != init::automatic) {
        return set.weights;
    }
    const std::string_view family = set.activation.info().family;
    if (family == "sigmoidal") {
        return init::xavier;
    }
    return family == "exponential" || family == "identity" ? init::lecun : init::he;
}

}  // namespace digits
