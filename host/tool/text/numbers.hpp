// Numbers as the user writes and reads them.
#pragma once

#include <actjet/actjet.h>

#include <cstdint>
#include <string>
#include <vector>

namespace actjet::tool {

// A decimal number, a hex float, inf or nan; what says what the number is for, in the message that refuses it.
double parse_number(const std::string& text, const std::string& what);
// The same as an element of a dtype: rounded to nearest even. Hexadecimal digits without a p are the element's bit
// pattern, as bit_pattern() writes it: 0x3f800000 is the float32 1, and 0x1p3 is 8. Another number of digits is
// refused.
std::uint64_t parse_element(const std::string& text, actjet_dtype dtype);
// An integer, decimal or hexadecimal with 0x.
std::uint64_t parse_integer(const std::string& text, const std::string& what);

// The shortest decimal that reads back as the same element of that dtype.
std::string shortest(std::uint64_t bits, actjet_dtype dtype);
// The same element as a hex float, which is exact in every dtype.
std::string hex_float(std::uint64_t bits, actjet_dtype dtype);
// The element's bit pattern: 0x and all its digits.
std::string bit_pattern(std::uint64_t bits, actjet_dtype dtype);

// Marks arguments such as -1, -inf and -0x1p3 as values, which CLI11 would take for options. parse_number() takes the
// mark off again.
std::vector<std::string> with_protected_numbers(std::vector<std::string> arguments);

}  // namespace actjet::tool
