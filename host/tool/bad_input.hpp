// How the tool refuses: an exception whose text is the one line that the user reads. main() prints it and exits with 2.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace actjet::tool {

class bad_input : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

template <class... Values>
[[noreturn]] void refuse(fmt::format_string<Values...> text, Values&&... values) {
    throw bad_input(fmt::format(text, std::forward<Values>(values)...));
}

}  // namespace actjet::tool
