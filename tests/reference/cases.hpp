// The activations and parameters on which the references are tested.
#pragma once

#include "real.hpp"

#include <mpfr.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace actjet::reference {

struct test_case {
    std::string name;
    std::vector<double> parameters;
};

inline const float third = 1.0f / 3;
inline const float tenth = 0.1f;

// Each activation at its defaults first, then at a grid of parameters that float32 holds exactly.
inline const std::vector<test_case> cases{
    {"step", {}},
    {"relu", {}},
    {"relu6", {}},
    {"leaky_relu", {0.01f}},
    {"prelu", {0.25}},
    {"rrelu", {0.125, third}},
    {"threshold", {0, 0}},
    {"hardtanh", {-1, 1}},
    {"relu_squared", {}},
    {"elu", {1}},
    {"celu", {1}},
    {"selu", {}},
    {"softplus", {1}},
    {"logsigmoid", {}},
    {"exp", {}},
    {"sigmoid", {}},
    {"tanh", {}},
    {"softsign", {}},
    {"hardsigmoid", {}},
    {"silu", {}},
    {"swish", {1}},
    {"gelu", {}},
    {"gelu_tanh", {}},
    {"quick_gelu", {}},
    {"mish", {}},
    {"hardswish", {}},
    {"hardshrink", {0.5}},
    {"softshrink", {0.5}},
    {"tanhshrink", {}},
    {"identity", {}},
    {"leaky_relu", {0}},
    {"leaky_relu", {-tenth}},
    {"leaky_relu", {0x1p-100}},
    {"prelu", {third}},
    {"rrelu", {0, tenth}},
    {"threshold", {-tenth, 20}},
    {"hardtanh", {-0.25, third}},
    {"elu", {third}},
    {"elu", {-2}},
    {"elu", {-0x1p100}},
    {"celu", {tenth}},
    {"celu", {3}},
    {"celu", {100}},
    {"softplus", {tenth}},
    {"softplus", {third}},
    {"softplus", {20}},
    {"swish", {0}},
    {"swish", {-1}},
    {"swish", {tenth}},
    {"swish", {1.702f}},
    {"swish", {30}},
    {"hardshrink", {0}},
    {"hardshrink", {tenth}},
    {"hardshrink", {-0.5}},
    {"softshrink", {0}},
    {"softshrink", {third}},
};

// exact_value or exact_derivative.
using exact_function = void (*)(std::string_view, mpfr_t, const mpfr_t, std::span<const double>);

inline real exact(exact_function f, const test_case& test, const real& x) {
    mpfr_t result;
    mpfr_init2(result, 400);
    f(test.name, result, x.get(), test.parameters);
    const real copy(result);
    mpfr_clear(result);
    return copy;
}

}  // namespace actjet::reference
