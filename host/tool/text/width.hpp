// How wide what is printed for reading may be.
#pragma once

#include <cstddef>
#include <string>

namespace actjet::tool {

// The columns of a line: COLUMNS where it is set, else the terminal's, and any number where standard output is none.
// 40 at least.
std::size_t line_width();

// Prints words, in lines that are no wider than that. The second line and those that follow begin with so many spaces.
void print_folded(const std::string& text, std::size_t indentation);

}  // namespace actjet::tool
