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

// What an instruction approximates: in double, and in MPFR.
struct function {
    double (*quick)(double);
    int (*exact)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
};

// One for the two instructions with .ftz and without, in their order.
constexpr function functions[] = {
    {[](double x) { return std::exp2(x); }, mpfr_exp2},
    {[](double x) { return std::log2(x); }, mpfr_log2},
    {[](double x) { return 1 / x; }, [](mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t r) { return mpfr_ui_div(to, 1, x, r); }},
    {[](double x) { return 1 / std::sqrt(x); }, mpfr_rec_sqrt},
    {[](double x) { return std::tanh(x); }, mpfr_tanh},
};

const function& function_of(instruction what) {
    return functions[static_cast<int>(what) / 2];
}

// For finite results. They are rounded twice, which matters only next to a tie: a result that is a tie has few bits,
// and any other is, at 128 bits, further from one.
float exactly(const function& f, float x) {
    mpfr_t value;
    mpfr_init2(value, 128);
    mpfr_set_flt(value, x, MPFR_RNDN);
    f.exact(value, value, MPFR_RNDN);
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
    const double quick = function_of(what).quick(input);
    if (std::isnan(quick)) {
        return nan_bits;
    }
    if (std::isinf(quick)) {
        return std::bit_cast<std::uint32_t>(static_cast<float>(quick));
    }
    const auto low = static_cast<float>(quick * (1 - relative_error));
    const auto high = static_cast<float>(quick * (1 + relative_error));
    return std::bit_cast<std::uint32_t>(low == high ? high : exactly(function_of(what), input));
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
