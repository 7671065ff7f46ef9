// What tests of passes call: the library's silu and gelu, or the same as a user's own activations, whose code is
// compiled here. An instrument translates the kernels of two activations in no time, and those of a whole library in
// minutes.
#pragma once

#include <actjet/actjet.hpp>

namespace actjet::test {

any_activation silu_under_test();
any_activation gelu_under_test();

}  // namespace actjet::test
