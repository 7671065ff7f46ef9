// The table of conventions is complete, and both references keep to it.
#include "conventions.hpp"
#include "cases.hpp"
#include "exact.hpp"
#include "reference.hpp"
#include "ulp.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace actjet::reference {
namespace {

std::vector<convention> conventions() {
    return read_conventions(ACTJET_CONVENTIONS);
}

const test_case& defaults_of(const std::string& name) {
    const auto found = std::find_if(cases.begin(), cases.end(), [&](const test_case& c) { return c.name == name; });
    if (found == cases.end()) {
        throw std::invalid_argument("docs/conventions.md has a row for the unknown '" + name + "'");
    }
    return *found;
}

// Every activation has rows for both infinities and both zeros.
TEST(conventions, are_complete) {
    std::map<std::string, std::vector<std::uint32_t>> inputs;
    for (const convention& row : conventions()) {
        inputs[row.activation].push_back(round_to<float32>(row.x));
    }
    ASSERT_EQ(inputs.size(), activations().size());
    for (const activation& a : activations()) {
        for (const std::uint32_t x : {0xff800000u, 0x80000000u, 0x00000000u, 0x7f800000u}) {
            const auto& seen = inputs[std::string(a.name)];
            EXPECT_EQ(std::count(seen.begin(), seen.end(), x), 1) << a.name << " at " << decode<float32>(x);
        }
    }
}

// Bit for bit in float32 and in float16, from the long double reference.
TEST(conventions, hold_for_the_reference) {
    for (const convention& row : conventions()) {
        const jet result = evaluate(row.activation, row.x, defaults_of(row.activation).parameters);
        EXPECT_EQ(round_to<float32>(result.value), round_to<float32>(row.value)) << row.activation << " at " << row.x;
        EXPECT_EQ(round_to<float32>(result.derivative), round_to<float32>(row.derivative))
            << row.activation << "' at " << row.x;
        EXPECT_EQ(round_to<float16>(result.value), round_to<float16>(row.value)) << row.activation << " at " << row.x;
        EXPECT_EQ(round_to<float16>(result.derivative), round_to<float16>(row.derivative))
            << row.activation << "' at " << row.x;
    }
}

// MPFR takes finite x only, and knows no sign of zero by convention.
TEST(conventions, hold_for_mpfr) {
    int compared = 0;
    for (const convention& row : conventions()) {
        if (std::isfinite(row.x)) {
            const test_case& test = defaults_of(row.activation);
            const real value = exact(exact_value, test, row.x);
            EXPECT_LE(ulp_error(static_cast<float>(row.value), value.get()), 0.5) << row.activation << " at " << row.x;
            const real derivative = exact(exact_derivative, test, row.x);
            EXPECT_LE(ulp_error(static_cast<float>(row.derivative), derivative.get()), 0.5)
                << row.activation << "' at " << row.x;
            ++compared;
        }
    }
    EXPECT_GE(compared, 60);
}

}  // namespace
}  // namespace actjet::reference
