// What a training is told.
#pragma once

#include <cstdint>

namespace swiglu {

// The type of activations and of the weights that products read. Sums, residuals, gradients of weights and the weights
// that the descent moves are float32 in either case.
enum class precision { float32, bfloat16 };

struct settings {
    precision dtype = precision::float32;
    int blocks = 2;
    int hidden = 96;  // gated units of a block
    int epochs = 5;
    int batch = 32;  // images to a step; those left over at the end of an epoch are skipped
    double learning_rate = 0.02;
    double momentum = 0.9;
    std::uint32_t seed = 1;
};

}  // namespace swiglu
