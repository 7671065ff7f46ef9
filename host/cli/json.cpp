#include "json.hpp"

#include <fmt/format.h>

#include <cmath>

namespace actjet::tool {

ordered_json json_number(double value) {
    if (std::isfinite(value)) {
        return value;
    }
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

void print(const ordered_json& document) {
    fmt::print("{}\n", document.dump(2));
}

}  // namespace actjet::tool
