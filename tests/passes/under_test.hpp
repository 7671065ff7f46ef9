// What tests of passes call: the library's silu and relu, or the same as a user's own activations, whose code is
// compiled here. An instrument translates the kernels of two activations in three minutes, and those of the
// library in many times that.
#pragma once

#include <actjet/actjet.hpp>

#include <vector>

namespace actjet::test {

any_activation silu_under_test();
any_activation relu_under_test();
// All that the library gates with, and swish as gpt-oss has it last; or these two.
std::vector<any_activation> gates_under_test();

}  // namespace actjet::test
