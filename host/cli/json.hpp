// What --json prints. nlohmann-json's header costs every source that includes it seconds of compilation: it stands
// only in those that build objects.
#pragma once

#include <nlohmann/json.hpp>

namespace actjet::tool {

using nlohmann::ordered_json;

// JSON has no infinities and no NaN: these become the strings "inf", "-inf" and "nan".
ordered_json json_number(double value);

void print(const ordered_json& document);

}  // namespace actjet::tool
