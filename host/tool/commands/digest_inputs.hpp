// The inputs that a digest goes over: all of a dtype, float32's by block, or a sample.
#pragma once

#include "../validation/digests/hash.hpp"

#include <actjet/actjet.h>

#include <cstdint>
#include <string>

namespace actjet::tool {

class command;

// float32's 2^32 inputs are digested in this many blocks, so that a difference is located.
inline constexpr std::uint64_t float32_blocks = 256, block_size = std::uint64_t{1} << 24;
std::string name_of_block(std::uint64_t block);

// Inputs first, first + 1, ... as digest_input() numbers them, and how the output names them.
struct digest_inputs {
    actjet_dtype dtype;
    digest_fields fields;
    std::uint64_t first, count;
    std::string name;
};

class digest_input_options {
  public:
    // Adds --sample and --block. The object must outlive the parsing.
    void add_to(command& options);

    digest_inputs of(actjet_dtype dtype) const;

  private:
    std::string block_;
    bool sample_ = false;
};

}  // namespace actjet::tool
