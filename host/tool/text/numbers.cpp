#include "numbers.hpp"

#include "../bad_input.hpp"
#include "names.hpp"

#include <host/validation/formats.hpp>

#include <fmt/format.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace actjet::tool {

using namespace validation;

namespace {

// strtod() and its like skip a space before the number.
constexpr char mark = ' ';

bool is_number(const std::string& text) {
    char* end = nullptr;
    std::strtod(text.c_str(), &end);
    return !text.empty() && end == text.c_str() + text.size();
}

std::string unmarked(const std::string& text) {
    return text.substr(!text.empty() && text[0] == mark);
}

void require_number(const std::string& text, const std::string& what) {
    if (!is_number(text)) {
        refuse("{} is not a number: '{}'", what, unmarked(text));
    }
}

// Such as 0x3f800000, which strtod() takes for 1065353216. A hex float has a p.
bool is_whole_and_hexadecimal(const std::string& text) {
    return is_number(text) && text.find_first_of("xX") != std::string::npos &&
           text.find_first_of("pP.") == std::string::npos;
}

std::uint64_t parse_bit_pattern(const std::string& text, actjet_dtype dtype) {
    const std::size_t digits = 2 * element_size(dtype);
    if (text[0] != '0' || text.size() != 2 + digits) {
        refuse("x is ambiguous: '{}': a bit pattern of {} has {} digits after the 0x, and a hex float has a p",
               unmarked(text), name_of(dtype), digits);
    }
    return parse_integer(text, "x");
}

template <class Format>
double decode(std::uint64_t bits) {
    return static_cast<double>(reference::decode<Format>(static_cast<typename Format::bits>(bits)));
}

}  // namespace

double parse_number(const std::string& text, const std::string& what) {
    require_number(text, what);
    return std::strtod(text.c_str(), nullptr);
}

std::uint64_t parse_element(const std::string& text, actjet_dtype dtype) {
    if (is_whole_and_hexadecimal(text)) {
        return parse_bit_pattern(text, dtype);
    }
    require_number(text, "x");
    if (dtype == ACTJET_FLOAT32) {
        return std::bit_cast<std::uint32_t>(std::strtof(text.c_str(), nullptr));
    }
    if (dtype == ACTJET_FLOAT64) {
        return std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr));
    }
    return visit_format(dtype, [&]<class Format>(Format) -> std::uint64_t {
        return reference::round_to<Format>(std::strtold(text.c_str(), nullptr));
    });
}

std::uint64_t parse_integer(const std::string& text, const std::string& what) {
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    const std::string digits = hexadecimal ? text.substr(2) : text;
    const char* valid = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    errno = 0;
    const std::uint64_t value = std::strtoull(digits.c_str(), nullptr, hexadecimal ? 16 : 10);
    if (digits.empty() || digits.find_first_not_of(valid) != std::string::npos || errno == ERANGE) {
        refuse("{} is not a whole number: '{}'", what, unmarked(text));
    }
    return value;
}

std::string shortest(std::uint64_t bits, actjet_dtype dtype) {
    return visit_format(dtype, [&]<class Format>(Format) -> std::string {
        const double value = decode<Format>(bits);
        if (std::isnan(value)) {
            return "nan";
        }
        if (dtype == ACTJET_FLOAT64) {
            return fmt::format("{}", value);
        }
        if (dtype == ACTJET_FLOAT32) {
            return fmt::format("{}", static_cast<float>(value));
        }
        // As many digits as it takes, written as the shortest double would be: 65500, not 6.55e+04.
        for (int digits = 1;; ++digits) {
            const double rounded = std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
            if (reference::round_to<Format>(rounded) == bits) {
                return fmt::format("{}", rounded);
            }
        }
    });
}

std::string hex_float(std::uint64_t bits, actjet_dtype dtype) {
    return visit_format(dtype, [&]<class Format>(Format) -> std::string {
        const double value = decode<Format>(bits);
        return std::isnan(value) ? "nan" : fmt::format("{:a}", value);
    });
}

std::string bit_pattern(std::uint64_t bits, actjet_dtype dtype) {
    return fmt::format("{:#0{}x}", bits, 2 + 2 * element_size(dtype));
}

std::vector<std::string> with_protected_numbers(std::vector<std::string> arguments) {
    for (std::string& argument : arguments) {
        if (argument.starts_with('-') && is_number(argument)) {
            argument.insert(0, 1, mark);
        }
    }
    return arguments;
}

}  // namespace actjet::tool
