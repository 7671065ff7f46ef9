// actjet digest over all floats.
#include "process.hpp"

#include "host/validation/digests/hash.hpp"

#include <nlohmann/json.hpp>

namespace {

using namespace actjet::test;
using nlohmann::json;

std::uint64_t number(const json& digest) {
    return std::stoull(digest.get<std::string>(), nullptr, 16);
}

// Of the cheapest function: half a minute.
TEST(digest_of_all_floats, is_the_sum_of_its_blocks) {
    const json r =
        parsed(output_of({"digest", "identity", "--dtype", "float32", "--pass", "forward", "--blocks", "--json"}))[0];
    EXPECT_EQ(r["inputs"], std::uint64_t{1} << 32);
    ASSERT_EQ(r["blocks"].size(), 256u);
    std::uint64_t sum = 0;
    for (const json& block : r["blocks"]) {
        sum += number(block);
    }
    EXPECT_EQ(sum, number(r["digest"]));
    // The inputs of a block are those that begin with its number.
    std::uint64_t third = 0;
    for (std::uint64_t x = 0x02000000; x < 0x03000000; ++x) {
        third += actjet::validation::digest_term(x, 0, x);
    }
    EXPECT_EQ(number(r["blocks"][2]), third);
}

}  // namespace
