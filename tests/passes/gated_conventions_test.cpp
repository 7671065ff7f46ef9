// The table of gated units in docs/conventions.md, bit by bit, for every element type.
#include "expected.hpp"

#include "tests/reference/conventions.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace actjet::test {
namespace {

using cells = std::vector<std::string>;

std::vector<cells> rows_of_table() {
    const char* moved = std::getenv("ACTJET_TEST_CONVENTIONS");
    std::ifstream file(moved ? moved : ACTJET_CONVENTIONS);
    const cells header{"f", "gate", "x", "y", "dgate at dy = 1", "dx at dy = 1"};
    std::string line;
    while (std::getline(file, line) && reference::table_cells(line) != header) {
    }
    std::getline(file, line);  // the rule under the header
    std::vector<cells> rows;
    while (std::getline(file, line) && !line.empty()) {
        rows.push_back(reference::table_cells(line));
    }
    return rows;
}

void expect(const cells& row, const any_activation& activation, actjet_dtype dtype) {
    const auto number = [&](std::size_t i) { return static_cast<double>(reference::parse_number(row.at(i))); };
    const tensor gate = matrix(dtype, 1, 1), x = matrix(dtype, 1, 1), dy = matrix(dtype, 1, 1);
    const tensor y = matrix(dtype, 1, 1), dgate = matrix(dtype, 1, 1), dx = matrix(dtype, 1, 1);
    gate.set(0, 0, number(1));
    x.set(0, 0, number(2));
    dy.set(0, 0, 1);
    run(ACTJET_GATED_FORWARD, activation, {gate, x, y});
    run(ACTJET_GATED_BACKWARD, activation, {gate, x, dy, dgate, dx});
    SCOPED_TRACE(std::string(activation.info().name) + " at gate " + row.at(1) + ", x " + row.at(2) + ", dtype " +
                 std::to_string(dtype));
    EXPECT_TRUE(holds(y, [&](auto, auto) { return number(3); }));
    EXPECT_TRUE(holds(dgate, [&](auto, auto) { return number(4); }));
    EXPECT_TRUE(holds(dx, [&](auto, auto) { return number(5); }));
}

TEST(gated_conventions, hold) {
    const std::vector<cells> rows = rows_of_table();
    ASSERT_FALSE(rows.empty());
    for (const cells& row : rows) {
        for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
            const any_activation activation(static_cast<actjet_activation>(id));
            const std::string name = activation.info().name;
            if (actjet_pass_offered(ACTJET_GATED_FORWARD, id) && (row.at(0) == "any" || row.at(0) == name)) {
                for (const actjet_dtype dtype : exact_dtypes()) {
                    expect(row, activation, dtype);
                }
            }
        }
    }
}

}  // namespace
}  // namespace actjet::test
