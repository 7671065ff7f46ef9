#include "instructions.hpp"

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <string>
#include <thread>

namespace actjet::approximate {
namespace {

constexpr std::uint32_t nan_bits = 0x7fffffff;
// The C library's functions are within 4 units of their last place, which is a relative 2^-50.
constexpr double relative_error = 0x1p-49;

double quickly(instruction what, double x) {
    switch (what) {
        case instruction::ex2:
        case instruction::ex2_ftz:
            return std::exp2(x);
        case instruction::lg2:
        case instruction::lg2_ftz:
            return std::log2(x);
        case instruction::rcp:
        case instruction::rcp_ftz:
            return 1 / x;
        case instruction::rsqrt:
        case instruction::rsqrt_ftz:
            return 1 / std::sqrt(x);
        case instruction::tanh:
            return std::tanh(x);
    }
    throw std::invalid_argument("no instruction");
}

// For finite results. They are rounded twice, which matters only next to a tie: a result that is a tie has few bits,
// and any other is, at 128 bits, further from one.
float exactly(instruction what, float x) {
    mpfr_t value;
    mpfr_init2(value, 128);
    mpfr_set_flt(value, x, MPFR_RNDN);
    switch (what) {
        case instruction::ex2:
        case instruction::ex2_ftz:
            mpfr_exp2(value, value, MPFR_RNDN);
            break;
        case instruction::lg2:
        case instruction::lg2_ftz:
            mpfr_log2(value, value, MPFR_RNDN);
            break;
        case instruction::rcp:
        case instruction::rcp_ftz:
            mpfr_ui_div(value, 1, value, MPFR_RNDN);
            break;
        case instruction::rsqrt:
        case instruction::rsqrt_ftz:
            mpfr_rec_sqrt(value, value, MPFR_RNDN);
            break;
        case instruction::tanh:
            mpfr_tanh(value, value, MPFR_RNDN);
            break;
    }
    const float result = mpfr_get_flt(value, MPFR_RNDN);
    mpfr_clear(value);
    return result;
}

}  // namespace

instruction instruction_called(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        throw std::invalid_argument("no instruction is called " + std::string(name));
    }
    return static_cast<instruction>(found - names.begin());
}

std::uint32_t correctly_rounded(instruction what, std::uint32_t x) {
    const auto input = std::bit_cast<float>(x);
    const double quick = quickly(what, input);
    if (std::isnan(quick)) {
        return nan_bits;
    }
    if (std::isinf(quick)) {
        return std::bit_cast<std::uint32_t>(static_cast<float>(quick));
    }
    const auto low = static_cast<float>(quick * (1 - relative_error));
    const auto high = static_cast<float>(quick * (1 + relative_error));
    return std::bit_cast<std::uint32_t>(low == high ? high : exactly(what, input));
}

std::vector<std::uint32_t> correctly_rounded(instruction what, const inputs& over) {
    std::vector<std::uint32_t> results(over.count);
    const std::uint64_t threads = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> workers;
    for (std::uint64_t t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            const auto end = static_cast<std::uint32_t>(over.count * (t + 1) / threads);
            for (auto i = static_cast<std::uint32_t>(over.count * t / threads); i < end; ++i) {
                results[i] = correctly_rounded(what, over[i]);
            }
            mpfr_free_cache();
        });
    }
    workers.clear();
    return results;
}

}  // namespace actjet::approximate
