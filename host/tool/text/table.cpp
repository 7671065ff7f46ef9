#include "table.hpp"

#include "width.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace actjet::tool {
namespace {

// Between columns, and before what is folded.
constexpr std::size_t gap = 2, indentation = 4;

}  // namespace

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
    const std::vector<std::size_t> widths = column_widths();
    const std::vector<std::size_t> ends = folds(widths);
    std::size_t widest = 0;
    for (const auto& row : rows_) {
        for (std::size_t fold = 0, begin = 0; fold < ends.size(); begin = ends[fold++]) {
            std::string line(fold == 0 ? 0 : indentation, ' ');
            for (std::size_t i = begin; i < ends[fold]; ++i) {
                line += to_the_right_[i] ? fmt::format("{:>{}}  ", row[i], widths[i])
                                         : fmt::format("{:<{}}  ", row[i], widths[i]);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            widest = std::max(widest, line.size());
            if (fold == 0 || !line.empty()) {
                fmt::print("{}\n", line);
            }
        }
        if (&row == &rows_.front()) {
            print_rule(widths, ends.size() > 1 ? widest : 0);
        }
    }
}

std::vector<std::size_t> table::column_widths() const {
    std::vector<std::size_t> widths(to_the_right_.size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    return widths;
}

std::vector<std::size_t> table::folds(const std::vector<std::size_t>& widths) {
    const std::size_t most = line_width();
    std::vector<std::size_t> ends;
    std::size_t used = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (used > 0 && used + gap + widths[i] > most) {
            ends.push_back(i);
            used = indentation;
        } else if (used > 0) {
            used += gap;
        }
        used += widths[i];
    }
    ends.push_back(widths.size());
    return ends;
}

void table::print_rule(const std::vector<std::size_t>& widths, std::size_t of_folded) {
    if (of_folded > 0) {
        fmt::print("{:-<{}}\n", "", of_folded);
        return;
    }
    for (std::size_t i = 0; i < widths.size(); ++i) {
        fmt::print("{:-<{}}{}", "", widths[i], i + 1 < widths.size() ? "  " : "\n");
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
