#include "table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace actjet::tool {

table::table(std::vector<std::string> headers) {
    for (std::string& header : headers) {
        to_the_right_.push_back(header.starts_with('>'));
        header.erase(0, to_the_right_.back());
    }
    rows_.push_back(std::move(headers));
}

void table::add(std::vector<std::string> row) {
    rows_.push_back(std::move(row));
}

void table::print() const {
    std::vector<std::size_t> widths(to_the_right_.size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            line += to_the_right_[i] ? fmt::format("{:>{}}  ", row[i], widths[i])
                                     : fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        fmt::print("{}\n", line);
        if (&row == &rows_.front()) {
            for (std::size_t i = 0; i < widths.size(); ++i) {
                fmt::print("{:-<{}}{}", "", widths[i], i + 1 < widths.size() ? "  " : "\n");
            }
        }
    }
}

void table::print_markdown() const {
    for (const auto& row : rows_) {
        fmt::print("| {} |\n", fmt::join(row, " | "));
        if (&row == &rows_.front()) {
            for (const bool right : to_the_right_) {
                fmt::print("| --{} ", right ? ":" : "-");
            }
            fmt::print("|\n");
        }
    }
}

}  // namespace actjet::tool
