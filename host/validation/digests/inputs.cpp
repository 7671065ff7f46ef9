#include "inputs.hpp"

#include "../formats.hpp"

#include <stdexcept>

namespace actjet::validation {
namespace {

digest_fields fields_of(actjet_dtype dtype, bool sampled) {
    return visit_format(dtype, [&]<class Format>(Format) -> digest_fields {
        const int bits = 8 * sizeof(typename Format::bits);
        return {Format::mantissa_bits, bits - 1 - Format::mantissa_bits, sampled};
    });
}

}  // namespace

std::string name_of_block(std::uint64_t block) {
    constexpr char digits[] = "0123456789abcdef";
    return {'0', 'x', digits[block / 16], digits[block % 16]};
}

digest_inputs all_inputs(actjet_dtype dtype) {
    if (dtype == ACTJET_FLOAT64) {
        throw std::invalid_argument("float64 has too many inputs for all of them");
    }
    return {dtype, fields_of(dtype, false), 0, std::uint64_t{1} << (8 * element_size(dtype)), "all"};
}

digest_inputs sample_of_inputs(actjet_dtype dtype) {
    return {dtype, fields_of(dtype, true), 0, std::uint64_t{1} << sample_bits, "sample"};
}

digest_inputs block_of_float32(std::uint64_t block) {
    return {ACTJET_FLOAT32, fields_of(ACTJET_FLOAT32, false), block * block_size, block_size, name_of_block(block)};
}

}  // namespace actjet::validation
