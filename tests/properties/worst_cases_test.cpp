// The accuracy contract on single inputs: the worst that were found or can be constructed, where samples see nothing.
// FAULTS F47.
#include "tests/reference/exact.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace actjet::test;
namespace reference = actjet::reference;

// The worst cases that searches and users found, at parameters and inputs that no grid meets.
struct known_case {
    actjet_activation activation;
    double parameter;
    double x;
};

constexpr known_case cases_of_float32[]{
    {ACTJET_SWISH, 0x1.b3b646p+0, -0x1.6d0accp-1},                  // 1.702
    {ACTJET_SWISH, 0.07106850296258926, -17.059757232666016},       // derivative
    {ACTJET_SWISH, -5.110577981761982e-27, 8.816045170574498e+26},  // value
    {ACTJET_SWISH, -0x1.8ce60cp-5, 0x1.7c55eap+8},                  // value
    {ACTJET_SOFTPLUS, 10, -0x1.c3007ap-4},                          // derivative
    {ACTJET_SOFTPLUS, 8.618300029183956e-08, -1194332416},          // value
    {ACTJET_SOFTPLUS, 1.8579902233714495e-26, -7.852471228e+27},    // value
    {ACTJET_ELU, 1.0519925361752384e-37, -0.25076469779014587},     // value, a denormal
    {ACTJET_ELU, 1.4947571349407804e-36, -4.506423950195312},       // derivative, a denormal
};
// Next to the zero of the derivative, which is nearly half way between two numbers.
constexpr known_case cases_of_float64[]{{ACTJET_SWISH, -0.10000000000000027, 12.784645427610704}};

template <class S>
void check_case(const known_case& c, actjet_dtype dtype, double value_bound, double derivative_bound) {
    const actjet_activation_info& info = *actjet_activation_at(c.activation);
    SCOPED_TRACE(std::string(info.name) + " with " + std::to_string(c.parameter));
    const std::vector<double> parameters{static_cast<S>(c.parameter)};
    const auto x = static_cast<S>(c.x);
    const auto got = run(c.activation, ACTJET_JET, dtype, std::vector<S>{x}, {}, parameters);
    mpfr_t at, truly;
    mpfr_inits2(400, at, truly, nullptr);
    mpfr_set_d(at, static_cast<double>(x), MPFR_RNDN);
    reference::exact_value(info.name, truly, at, parameters);
    EXPECT_LE(reference::ulp_error(got.first[0], truly), value_bound) << "value at " << x;
    reference::exact_derivative(info.name, truly, at, parameters);
    EXPECT_LE(reference::ulp_error(got.second[0], truly), derivative_bound) << "derivative at " << x;
    mpfr_clears(at, truly, nullptr);
}

TEST(worst_parameters, hold_the_bounds) {
    for (const known_case& c : cases_of_float32) {
        const actjet_activation_info& info = *actjet_activation_at(c.activation);
        check_case<float>(c, ACTJET_FLOAT32, info.value_ulp, info.derivative_ulp);
    }
    for (const known_case& c : cases_of_float64) {
        check_case<double>(c, ACTJET_FLOAT64, 4, 4);
    }
}

// |x| and beta of S for which beta x comes so near to the zero of silu', -a0, that of a0 little more than what two
// numbers hold is left: the nearest of all beta that are tried.
template <class S>
std::vector<std::pair<S, S>> nearest_to_the_zero_of_swish(std::uint64_t first, std::uint64_t step) {
    __extension__ using wide = unsigned __int128;
    constexpr int digits = std::numeric_limits<S>::digits, unit = 105;
    constexpr long double a0 = 1.27846454276107379510935873902298L;
    constexpr wide scaled_a0 = (wide{0x1474973c84120b} << 53) + 0xfc6ba5e4d60aa;  // in units of 2^-105
    std::vector<std::pair<wide, std::pair<S, S>>> found;
    for (std::uint64_t b = (std::uint64_t{1} << (digits - 1)) + first; b < std::uint64_t{1} << digits; b += step) {
        const long double beta = std::ldexp(static_cast<long double>(b), 1 - digits);
        const int exponent = a0 / beta < 1 ? digits : digits - 1;
        const long double a = std::nearbyint(std::ldexp(a0 / beta, exponent));
        const wide product = (static_cast<wide>(a) * b) << (unit - (digits - 1) - exponent);
        const wide distance = product < scaled_a0 ? scaled_a0 - product : product - scaled_a0;
        if (distance < wide{1} << (unit - digits - 10)) {
            found.push_back({distance, {static_cast<S>(std::ldexp(a, -exponent)), static_cast<S>(beta)}});
        }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::pair<S, S>> nearest;
    for (std::size_t i = 0; i < std::min<std::size_t>(300, found.size()); ++i) {
        nearest.push_back(found[i].second);
    }
    return nearest;
}

TEST(swish, keeps_the_digits_of_its_derivative_next_to_the_zero) {
    const actjet_activation_info& info = *actjet_activation_at(ACTJET_SWISH);
    for (const auto& [x, beta] : nearest_to_the_zero_of_swish<float>(0, 1)) {
        check_case<float>({ACTJET_SWISH, beta, -x}, ACTJET_FLOAT32, info.value_ulp, info.derivative_ulp);
    }
    for (const auto& [x, beta] : nearest_to_the_zero_of_swish<double>(0x123456789, 0x1fffffff7)) {
        check_case<double>({ACTJET_SWISH, beta, -x}, ACTJET_FLOAT64, 4, 4);
    }
}

}  // namespace
