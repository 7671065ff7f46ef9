// A table of text in columns, for reading.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace actjet::tool {

class table {
  public:
    // A header that begins with '>' (taken off) makes a column of numbers, set to the right.
    explicit table(std::vector<std::string> headers);

    void add(std::vector<std::string> row);
    // To standard output: the headers, a rule and the rows. Where a line has no room for all columns, the last ones go
    // to lines of their own below it, in the headers too.
    void print() const;
    // The same in Markdown, which has long lines.
    void print_markdown() const;

  private:
    std::vector<std::size_t> column_widths() const;
    // The columns up to which each line of a row goes.
    static std::vector<std::size_t> folds(const std::vector<std::size_t>& widths);
    // Under each column, or under all that is folded.
    static void print_rule(const std::vector<std::size_t>& widths, std::size_t of_folded);

    std::vector<bool> to_the_right_;
    std::vector<std::vector<std::string>> rows_;  // the headers first
};

}  // namespace actjet::tool
