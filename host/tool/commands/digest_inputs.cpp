#include "digest_inputs.hpp"

#include "../bad_input.hpp"
#include "../text/numbers.hpp"
#include "../validation/formats.hpp"
#include "command.hpp"

#include <fmt/format.h>

namespace actjet::tool {
namespace {

digest_fields fields_of(actjet_dtype dtype, bool sampled) {
    return visit_format(dtype, [&]<class Format>(Format) -> digest_fields {
        const int bits = 8 * sizeof(typename Format::bits);
        return {Format::mantissa_bits, bits - 1 - Format::mantissa_bits, sampled};
    });
}

}  // namespace

std::string name_of_block(std::uint64_t block) {
    return fmt::format("{:#04x}", block);
}

void digest_input_options::add_to(command& options) {
    options.flag("--sample", sample_,
                 "float32 over a fixed sample of 2^22 inputs, as float64 always is, and not over all");
    options.option("--block", block_, "float32 over the inputs that begin with these eight bits, and not over all");
    options.exclusive({"--sample", "--block"});
}

digest_inputs digest_input_options::of(actjet_dtype dtype) const {
    if (dtype == ACTJET_FLOAT64 || (dtype == ACTJET_FLOAT32 && sample_)) {
        return {dtype, fields_of(dtype, true), 0, std::uint64_t{1} << sample_bits, "sample"};
    }
    const digest_fields fields = fields_of(dtype, false);
    if (dtype == ACTJET_FLOAT32 && !block_.empty()) {
        const std::uint64_t block = parse_integer(block_, "--block");
        if (block >= float32_blocks) {
            refuse("--block {:#x} is none of float32's blocks, which end at {:#x}", block, float32_blocks - 1);
        }
        return {dtype, fields, block * block_size, block_size, name_of_block(block)};
    }
    return {dtype, fields, 0, std::uint64_t{1} << (8 * element_size(dtype)), "all"};
}

}  // namespace actjet::tool
