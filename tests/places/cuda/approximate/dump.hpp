// A dump: what an instruction returns for ranges of inputs, as differences from the correctly rounded results.
//
// A file is records, one after the other. A record is a line of text,
//
//     NAME FIRST STEP COUNT ORDER CODES BYTES
//
// (FIRST and STEP in hexadecimal, as in inputs) and BYTES bytes, which are CODES codes, shortened as entropy.hpp says.
// Let k order the floats by their values: k(b) is b + 2^31 for bits b without a sign, and the complement of b for those
// with one. d[i] is k(result[i]) - k(correctly_rounded(input[i])) modulo 2^32, the difference in units in the last
// place. The codes hold the ORDER-th differences of d (0: d itself; 1: d[i] - d[i - 1], where d[-1] is 0; 2: the same
// once more): a number in
// [-127, 127] as a byte in two's complement, any other as the byte 0x80 and four bytes more, the lowest first.
#pragma once

#include "instructions.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace actjet::approximate {

struct record {
    instruction what;
    inputs over;
    int order;
    std::size_t codes;
    std::string bytes;  // of the codes, shortened
};

// Codes the results for over with the order that leaves the fewest bytes.
record encode(instruction what, const inputs& over, const std::vector<std::uint32_t>& results);

// The same of what results_of() returns, within so many bytes: where it takes more, of every second input only, else of
// every fourth, and so on, but at least of one.
using executor = std::function<std::vector<std::uint32_t>(instruction, const inputs&)>;
record encode_within(std::size_t bytes, instruction what, inputs over, const executor& results_of);

// The results again.
std::vector<std::uint32_t> decode(const record& of);

void write(std::ostream& to, const record& of);
// None at the end of the file. Throws std::runtime_error for what is no record.
std::optional<record> read(std::istream& from);

// What was found: how many results are correctly rounded, and the greatest difference in units in the last place among
// results and correctly rounded ones that are finite and not zero.
struct findings {
    std::uint32_t correct = 0, compared = 0, greatest = 0, greatest_at = 0;
};
findings summary_of(const record& of);

}  // namespace actjet::approximate
