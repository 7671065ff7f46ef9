// A table of text in columns, for reading.
#pragma once

#include <string>
#include <vector>

namespace actjet::tool {

class table {
  public:
    // A header that begins with '>' (taken off) makes a column of numbers, set to the right.
    explicit table(std::vector<std::string> headers);

    void add(std::vector<std::string> row);
    // To standard output: the headers, a rule and the rows.
    void print() const;
    // The same in Markdown.
    void print_markdown() const;

  private:
    std::vector<bool> to_the_right_;
    std::vector<std::vector<std::string>> rows_;  // the headers first
};

}  // namespace actjet::tool
