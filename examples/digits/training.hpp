// One training run, and what is measured of it.
#pragma once

#include "data.hpp"
#include "settings.hpp"

namespace digits {

inline constexpr double flat_slope = 0.05;
inline constexpr double saturated_share = 0.9;

struct outcome {
    // After training the loss over the training images is no finite number; then nothing that is measured after
    // training means anything.
    bool diverged;

    // After training: share of the test images whose greatest output is that of their label.
    double accuracy;

    // Before training: how much of the difference between images arrives in the last hidden layer. The deviation over
    // the training images of a unit's output there, over that in the first hidden layer (each the root mean square over
    // the layer's units).
    double signal;

    // Before training: how much of the error arrives in the first layer. The norm of the loss's gradient with respect
    // to the first hidden layer's sums z, over that with respect to the output layer's, for all training images
    // together.
    double gradient;

    // After training: share of the hidden units with f'(z) = 0 for every training image, which no gradient will move
    // again.
    double dead;

    // After training: share of the hidden units with |f'(z)| < flat_slope for at least saturated_share of the training
    // images, the dead ones among them.
    double saturated;
};

outcome train_on_cpu(const settings& set, const dataset& data);

// Only in a build with CUDA. Throws if there is no device.
outcome train_on_cuda(const settings& set, const dataset& data);

}  // namespace digits
