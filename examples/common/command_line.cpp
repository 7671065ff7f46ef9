#include "command_line.hpp"

#include <cmath>
#include <cstdlib>

namespace digits {

double number(std::string_view option, const std::string& text, double lower, double upper, bool whole) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !(lower <= value && value <= upper) || (whole && value != std::floor(value))) {
        throw usage_error(std::string(option) + " takes a" + (whole ? " whole number" : " number") +
                          " in its range (see --help), not '" + text + "'");
    }
    return value;
}

int count(std::string_view option, const std::string& text, int lower, int upper) {
    return static_cast<int>(number(option, text, lower, upper, true));
}

actjet_place place_named(const std::string& text) {
    if (text != "cpu" && text != "cuda") {
        throw usage_error("--place takes cpu or cuda, not '" + text + "'");
    }
    return text == "cpu" ? ACTJET_CPU : ACTJET_CUDA;
}

}  // namespace digits
