#pragma once

#include <actjet/activations/leaky_relu.hpp>
#include <actjet/activations/relu.hpp>
#include <actjet/activations/sigmoid.hpp>
#include <actjet/core/list.hpp>

namespace actjet {

using all = core::list<relu, leaky_relu, sigmoid>;

}  // namespace actjet
