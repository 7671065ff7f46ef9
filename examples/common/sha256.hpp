// SHA-256 (FIPS 180-4).
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace digits {

// In 64 hexadecimal digits.
std::string sha256(std::span<const std::byte> message);

}  // namespace digits
