#include "width.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string_view>

namespace actjet::tool {
namespace {

constexpr std::size_t least_width = 40;

// 0 where nobody says.
std::size_t asked_width() {
    std::size_t columns = 0;
    if (const char* given = std::getenv("COLUMNS")) {
        const std::string_view text = given;
        std::from_chars(text.data(), text.data() + text.size(), columns);
    }
    winsize size{};
    if (columns == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        columns = size.ws_col;
    }
    return columns;
}

}  // namespace

std::size_t line_width() {
    const std::size_t asked = asked_width();
    return asked == 0 ? std::numeric_limits<std::size_t>::max() : std::max(asked, least_width);
}

void print_folded(const std::string& text, std::size_t indentation) {
    std::istringstream words(text.substr(std::min(text.find_first_not_of(' '), text.size())));
    std::string line = text.substr(0, text.find_first_not_of(' '));
    bool is_empty = true;
    for (std::string word; std::getline(words, word, ' ');) {
        if (!is_empty && line.size() + 1 + word.size() > line_width()) {
            fmt::print("{}\n", line);
            line.assign(indentation, ' ');
            is_empty = true;
        }
        line += (is_empty ? "" : " ") + word;
        is_empty = false;
    }
    fmt::print("{}\n", line);
}

}  // namespace actjet::tool
