// docs/conventions.md is the specification of infinities, signed zeros and kinks: every row of its table, bit by bit,
// in every dtype, in the place under test. FAULTS F07, F08.
#include "tests/reference/conventions.hpp"
#include "tests/reference/ulp.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <string>
#include <type_traits>

namespace {

using namespace actjet::test;
namespace reference = actjet::reference;

// A parameter is rounded to float32 before a 16-bit type sees it, and so is all that is computed.
template <class Format>
typename Format::bits rounded(long double exact) {
    if constexpr (sizeof(typename Format::bits) == 2) {
        exact = reference::decode<reference::float32>(reference::round_to<reference::float32>(exact));
    }
    return reference::round_to<Format>(exact);
}

template <class Format>
void check(const reference::convention& row, actjet_dtype dtype) {
    using bits = typename Format::bits;
    using number = std::conditional_t<sizeof(bits) == 8, double, std::conditional_t<sizeof(bits) == 4, float, bits>>;
    const auto id = static_cast<actjet_activation>(actjet_activation_find(row.activation.c_str()));
    const bits x = reference::round_to<Format>(row.x);
    ASSERT_EQ(reference::decode<Format>(x), row.x) << "every dtype holds the inputs of the table";
    const auto got = run<number>(id, ACTJET_JET, dtype, {std::bit_cast<number>(x)});
    EXPECT_EQ(std::bit_cast<bits>(got.first[0]), rounded<Format>(row.value))
        << row.activation << '(' << row.x << ") in dtype " << dtype << ", documented as " << row.value;
    EXPECT_EQ(std::bit_cast<bits>(got.second[0]), rounded<Format>(row.derivative))
        << row.activation << "'(" << row.x << ") in dtype " << dtype << ", documented as " << row.derivative;
}

// As it lay when the test was built, unless the environment says where it lies now.
std::string document() {
    const char* moved = std::getenv("ACTJET_TEST_CONVENTIONS");
    return moved ? moved : ACTJET_CONVENTIONS;
}

TEST(conventions, hold_bit_by_bit_in_every_dtype) {
    for (const reference::convention& row : reference::read_conventions(document())) {
        check<reference::float32>(row, ACTJET_FLOAT32);
        check<reference::float64>(row, ACTJET_FLOAT64);
        check<reference::float16>(row, ACTJET_FLOAT16);
        check<reference::bfloat16>(row, ACTJET_BFLOAT16);
    }
}

}  // namespace
