#include "json.hpp"

#include "numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace actjet::tool {

ordered_json json_number(double value) {
    if (std::isfinite(value)) {
        return value;
    }
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

ordered_json element(std::uint64_t bits, actjet_dtype dtype) {
    return {{"number", shortest(bits, dtype)}, {"hex", hex_float(bits, dtype)}, {"bits", bit_pattern(bits, dtype)}};
}

void print(const ordered_json& document) {
    fmt::print("{}\n", document.dump(2));
}

}  // namespace actjet::tool
