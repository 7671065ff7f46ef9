#include "digest_inputs.hpp"

#include "../bad_input.hpp"
#include "../text/numbers.hpp"
#include "command.hpp"

namespace actjet::tool {

using namespace validation;

void digest_input_options::add_to(command& options) {
    options.flag("--sample", sample_,
                 "float32 over a fixed sample of 2^22 inputs, as float64 always is, and not over all");
    options.option("--block", block_, "float32 over the inputs that begin with these eight bits, and not over all");
    options.exclusive({"--sample", "--block"});
}

digest_inputs digest_input_options::of(actjet_dtype dtype) const {
    if (dtype == ACTJET_FLOAT64 || (dtype == ACTJET_FLOAT32 && sample_)) {
        return sample_of_inputs(dtype);
    }
    if (dtype == ACTJET_FLOAT32 && !block_.empty()) {
        const std::uint64_t block = parse_integer(block_, "--block");
        if (block >= float32_blocks) {
            refuse("--block {:#x} is none of float32's blocks, which end at {:#x}", block, float32_blocks - 1);
        }
        return block_of_float32(block);
    }
    return all_inputs(dtype);
}

}  // namespace actjet::tool
