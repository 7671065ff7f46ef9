// One training run, and what comes of it.
#pragma once

#include "data.hpp"
#include "score.hpp"
#include "settings.hpp"

#include <functional>
#include <string>

namespace swiglu {

// Told after each epoch: its number, from 1 on, the mean cross-entropy of the training images, and the share of the
// test images whose digit is found.
using listener = std::function<void(int epoch, double loss, double accuracy)>;

// The SHA-256 of the trained weights: their float32 patterns, the first byte the lowest, in the order of
// model::parameters().
std::string train_on_cpu(const settings& set, const digits::dataset& data, const listener& tell);

// The same bits. Only in a build with CUDA; throws if there is no device.
std::string train_on_cuda(const settings& set, const digits::dataset& data, const listener& tell);

}  // namespace swiglu
