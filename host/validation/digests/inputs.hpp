// The inputs that a digest goes over: all of a dtype, float32's by block, or a sample.
#pragma once

#include "hash.hpp"

#include <actjet/actjet.h>

#include <cstdint>
#include <string>

namespace actjet::validation {

// float32's 2^32 inputs are digested in this many blocks, so that a difference is located.
inline constexpr std::uint64_t float32_blocks = 256, block_size = std::uint64_t{1} << 24;
// Its first eight bits, as in "0x3f".
std::string name_of_block(std::uint64_t block);

// Inputs first, first + 1, ... as digest_input() numbers them, and how output names them.
struct digest_inputs {
    actjet_dtype dtype;
    digest_fields fields;
    std::uint64_t first, count;
    std::string name;
};

// Of float64, which has too many for all, there is only the sample.
digest_inputs all_inputs(actjet_dtype dtype);
digest_inputs sample_of_inputs(actjet_dtype dtype);
digest_inputs block_of_float32(std::uint64_t block);

}  // namespace actjet::validation
