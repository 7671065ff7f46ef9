// Results that change with the last bit of a coefficient and that no digest's sample holds, in the place under test:
// scripts/checks/mutate.py --dense finds them.
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <sstream>
#include <string>

namespace {

using namespace actjet::test;

TEST(last_bits, are_what_the_coefficients_make_of_them) {
    std::ifstream file(ACTJET_LAST_BITS);
    int rows = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') {
            continue;
        }
        std::istringstream words(line);
        std::string name;
        std::uint32_t x = 0, value = 0, derivative = 0;
        words >> name >> std::hex;
        ASSERT_TRUE(words >> x >> value >> derivative) << line;
        const int id = actjet_activation_find(name.c_str());
        ASSERT_GE(id, 0) << line;
        const auto got = run(static_cast<actjet_activation>(id), ACTJET_JET, ACTJET_FLOAT32,
                             std::vector<float>{std::bit_cast<float>(x)});
        EXPECT_EQ(std::bit_cast<std::uint32_t>(got.first[0]), value) << line;
        EXPECT_EQ(std::bit_cast<std::uint32_t>(got.second[0]), derivative) << line;
        ++rows;
    }
    EXPECT_GT(rows, 0);
}

}  // namespace
