// docs/conventions.md is the specification of infinities, signed zeros and kinks: every row of its table, bit by bit,
// in every dtype, in the place under test. FAULTS F07, F08.
#include "tests/reference/ulp.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace actjet::test;
namespace reference = actjet::reference;

struct row {
    std::string name;
    long double x, value, derivative;
};

// The rows "| name | x | f(x) | f'(x) |" of the document.
std::vector<row> read_table() {
    std::ifstream file(ACTJET_CONVENTIONS);
    std::vector<row> rows;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::string cell;
        for (std::istringstream in(line); std::getline(in, cell, '|');) {
            cell.erase(0, cell.find_first_not_of(" `"));
            cell.erase(cell.find_last_not_of(" `") + 1);
            cells.push_back(cell);
        }
        if (cells.size() >= 5 && actjet_activation_find(cells[1].c_str()) >= 0) {
            rows.push_back({cells[1], std::stold(cells[2]), std::stold(cells[3]), std::stold(cells[4])});
        }
    }
    return rows;
}

template <class Format>
void check(const row& r, actjet_dtype dtype) {
    using bits = typename Format::bits;
    using number = std::conditional_t<sizeof(bits) == 8, double, std::conditional_t<sizeof(bits) == 4, float, bits>>;
    const auto id = static_cast<actjet_activation>(actjet_activation_find(r.name.c_str()));
    const bits x = reference::round_to<Format>(r.x);
    if (reference::decode<Format>(x) != r.x) {
        return;  // a kink that this dtype cannot hold
    }
    const auto got = run<number>(id, ACTJET_JET, dtype, {std::bit_cast<number>(x)});
    EXPECT_EQ(std::bit_cast<bits>(got.first[0]), reference::round_to<Format>(r.value))
        << r.name << '(' << r.x << ") in dtype " << dtype << ", documented as " << r.value;
    EXPECT_EQ(std::bit_cast<bits>(got.second[0]), reference::round_to<Format>(r.derivative))
        << r.name << "'(" << r.x << ") in dtype " << dtype << ", documented as " << r.derivative;
}

TEST(conventions, hold_bit_by_bit_in_every_dtype) {
    for (const row& r : read_table()) {
        check<reference::float32>(r, ACTJET_FLOAT32);
        check<reference::float64>(r, ACTJET_FLOAT64);
        check<reference::float16>(r, ACTJET_FLOAT16);
        check<reference::bfloat16>(r, ACTJET_BFLOAT16);
    }
}

TEST(conventions, cover_every_activation_at_its_ends_and_zeros) {
    std::set<std::pair<std::string, std::string>> covered;
    for (const row& r : read_table()) {
        std::ostringstream text;
        text << r.x;
        covered.insert({r.name, text.str()});
    }
    for (const auto* info : catalogue()) {
        for (const char* x : {"-inf", "-0", "0", "inf"}) {
            EXPECT_TRUE(covered.count({info->name, x})) << info->name << " at " << x;
        }
    }
}

}  // namespace
