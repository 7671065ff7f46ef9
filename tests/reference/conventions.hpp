// The table of docs/conventions.md.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace actjet::reference {

struct convention {
    std::string activation;
    long double x;
    long double value;
    long double derivative;
};

// The cells of a markdown table's line, trimmed; empty if the line is none.
inline std::vector<std::string> table_cells(const std::string& line) {
    std::vector<std::string> cells;
    for (auto begin = line.find('|'); begin != std::string::npos;) {
        const auto end = line.find('|', begin + 1);
        if (end != std::string::npos) {
            const auto first = line.find_first_not_of(' ', begin + 1);
            const auto last = line.find_last_not_of(' ', end - 1);
            cells.push_back(first < end ? line.substr(first, last - first + 1) : std::string());
        }
        begin = end;
    }
    return cells;
}

// A decimal number, inf, or either with a minus sign, which a zero keeps.
inline long double parse_number(const std::string& text) {
    std::size_t used = 0;
    const long double number = std::stold(text, &used);
    if (used != text.size()) {
        throw std::invalid_argument("'" + text + "' is not a number");
    }
    return number;
}

// The rows under the header `activation | x | f(x) | f'(x)`. Throws std::runtime_error if the file or the table is not
// there, std::invalid_argument for a row that is not four cells or holds no numbers.
inline std::vector<convention> read_conventions(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    const std::vector<std::string> header{"activation", "x", "f(x)", "f'(x)"};
    while (std::getline(stream, line) && table_cells(line) != header) {
    }
    std::getline(stream, line);  // the rule under the header
    std::vector<convention> rows;
    while (std::getline(stream, line) && !line.empty()) {
        const auto cells = table_cells(line);
        if (cells.size() != header.size()) {
            throw std::invalid_argument("not a row of " + file.string() + ": " + line);
        }
        rows.push_back({cells[0], parse_number(cells[1]), parse_number(cells[2]), parse_number(cells[3])});
    }
    if (rows.empty()) {
        throw std::runtime_error("no table of conventions in " + file.string());
    }
    return rows;
}

}  // namespace actjet::reference
