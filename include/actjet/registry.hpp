// The one ordered list of all activations.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/list.hpp>

#include <actjet/core/guard_begin.hpp>

#include <actjet/activations/celu.hpp>
#include <actjet/activations/elu.hpp>
#include <actjet/activations/exp.hpp>
#include <actjet/activations/gelu.hpp>
#include <actjet/activations/gelu_tanh.hpp>
#include <actjet/activations/hardshrink.hpp>
#include <actjet/activations/hardsigmoid.hpp>
#include <actjet/activations/hardswish.hpp>
#include <actjet/activations/hardtanh.hpp>
#include <actjet/activations/identity.hpp>
#include <actjet/activations/leaky_relu.hpp>
#include <actjet/activations/logsigmoid.hpp>
#include <actjet/activations/mish.hpp>
#include <actjet/activations/prelu.hpp>
#include <actjet/activations/quick_gelu.hpp>
#include <actjet/activations/relu.hpp>
#include <actjet/activations/relu6.hpp>
#include <actjet/activations/relu_squared.hpp>
#include <actjet/activations/rrelu.hpp>
#include <actjet/activations/selu.hpp>
#include <actjet/activations/sigmoid.hpp>
#include <actjet/activations/silu.hpp>
#include <actjet/activations/softplus.hpp>
#include <actjet/activations/softshrink.hpp>
#include <actjet/activations/softsign.hpp>
#include <actjet/activations/step.hpp>
#include <actjet/activations/swish.hpp>
#include <actjet/activations/tanh.hpp>
#include <actjet/activations/tanhshrink.hpp>
#include <actjet/activations/threshold.hpp>

#include <actjet/core/guard_end.hpp>

namespace actjet {

// In the order of actjet_activation: an activation's position is its number.
using all =
    core::list<step, relu, relu6, leaky_relu, prelu, rrelu, threshold, hardtanh, relu_squared, elu, celu, selu,
               softplus, logsigmoid, exponential, sigmoid, hyperbolic_tangent, softsign, hardsigmoid, silu, swish, gelu,
               gelu_tanh, quick_gelu, mish, hardswish, hardshrink, softshrink, tanhshrink, identity>;

namespace core {

template <class... As>
constexpr bool in_order(list<As...>) {
    int position = 0;
    return ((As::facts.id == position++) && ...);
}

}  // namespace core

// That none is missing at the end, a test compares with actjet.h.
static_assert(core::in_order(all{}),
              "registry.hpp lists other activations than actjet_activation, or in another order");

}  // namespace actjet
