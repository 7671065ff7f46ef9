// What --json prints. nlohmann-json's header costs every source that includes it seconds of compilation: it stands
// only in those that build objects.
#pragma once

#include <actjet/actjet.h>

#include <nlohmann/json.hpp>

#include <cstdint>

namespace actjet::tool {

using nlohmann::ordered_json;

// JSON has no infinities and no NaN: these become the strings "inf", "-inf" and "nan".
ordered_json json_number(double value);

// An element as a decimal number, as a hex float and as its bits.
ordered_json element(std::uint64_t bits, actjet_dtype dtype);

void print(const ordered_json& document);

}  // namespace actjet::tool
