// The hash of a digest, and the inputs that it is made over. Integers only, so that a kernel on a device can do the
// same.
#pragma once

#include <actjet/core/number.hpp>

#include <cstdint>

namespace actjet::validation {

// The finaliser of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014, with
// Stafford's constants): a bijection in which every bit of z reaches every bit of the result.
constexpr ACTJET_HD std::uint64_t mix64(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// An odd step, whose multiples lie far apart.
inline constexpr std::uint64_t golden_step = 0x9e3779b97f4a7c15u;

// What one output adds to a digest, modulo 2^64: the sum depends on no order. input is that of the pass's first array,
// index the output's among those of the pass (1 for the derivative of a jet), patterns are those of the elements,
// extended by zeros.
constexpr ACTJET_HD std::uint64_t digest_term(std::uint64_t input, int index, std::uint64_t output) {
    return mix64(mix64(input + golden_step * static_cast<std::uint64_t>(index + 1)) ^ output);
}

// The two fields of an element's format besides its sign, and whether its inputs are a sample.
struct digest_fields {
    int mantissa_bits, exponent_bits;
    bool sampled;
};

// The pattern that belongs to x in the k-th array beside it, from 1 on: a sign, a fraction and a magnitude in [1/4, 4),
// all from a hash of x.
constexpr ACTJET_HD std::uint64_t digest_companion(std::uint64_t x, int k, digest_fields fields) {
    const std::uint64_t random = mix64(~x + golden_step * static_cast<std::uint64_t>(k - 1));
    const std::uint64_t exponent = (std::uint64_t{1} << (fields.exponent_bits - 1)) - 3 + (random >> 62);
    const std::uint64_t sign = random >> 61 & 1;
    const std::uint64_t fraction = random & ((std::uint64_t{1} << fields.mantissa_bits) - 1);
    return (((sign << fields.exponent_bits) | exponent) << fields.mantissa_bits) | fraction;
}

// Input i of a digest. Of all inputs that is the pattern i. Of the sample, which has 2^22 for float32 and float64,
// there are equally many for every sign and exponent: the first of each a power of two and the last with all its
// fraction set, the others one in each of equal steps of the fraction.
inline constexpr int sample_bits = 22;
constexpr ACTJET_HD std::uint64_t digest_input(std::uint64_t i, digest_fields fields) {
    if (!fields.sampled) {
        return i;
    }
    const int step_bits = sample_bits - fields.exponent_bits - 1, random_bits = fields.mantissa_bits - step_bits;
    const std::uint64_t last = (std::uint64_t{1} << step_bits) - 1, random_mask = (std::uint64_t{1} << random_bits) - 1;
    const std::uint64_t step = i & last;
    const std::uint64_t random = step == 0 ? 0 : step == last ? random_mask : mix64(i) & random_mask;
    return ((i >> step_bits) << fields.mantissa_bits) | (step << random_bits) | random;
}

// Element i of the k-th array that a pass reads. The first, which the activation is evaluated at, goes over the
// digest's inputs.
constexpr ACTJET_HD std::uint64_t digest_element(std::uint64_t i, int k, digest_fields fields) {
    const std::uint64_t x = digest_input(i, fields);
    return k == 0 ? x : digest_companion(x, k, fields);
}

}  // namespace actjet::validation
