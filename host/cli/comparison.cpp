#include "comparison.hpp"

#include <tests/reference/exact.hpp>
#include <tests/reference/ulp.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

namespace actjet::tool {
namespace {

bool is_worse(const extreme& a, const extreme& b) {
    return a.ulp > b.ulp || (a.ulp == b.ulp && a.input < b.input);
}

// f or f' in MPFR: reference::exact_value or exact_derivative of one activation.
class arbiter {
  public:
    using function = decltype(&reference::exact_value);

    arbiter(reference::function fast, const double* parameters, function exact) : exact_(exact) {
        for (const reference::activation& a : reference::activations()) {
            if (a.evaluate == fast) {
                name_ = a.name;
                parameters_ = {parameters, a.parameter_count};
            }
        }
        mpfr_inits2(400, x_, truth_, nullptr);
    }
    ~arbiter() { mpfr_clears(x_, truth_, nullptr); }
    arbiter(const arbiter&) = delete;
    arbiter& operator=(const arbiter&) = delete;

    double error(double result, double x) {
        mpfr_set_d(x_, x, MPFR_RNDN);
        exact_(name_, truth_, x_, parameters_);
        return reference::ulp_error(result, truth_);
    }

  private:
    function exact_;
    std::string_view name_;
    std::span<const double> parameters_;
    mpfr_t x_, truth_;
};

template <class Format>
double error_of(typename Format::bits input, typename Format::bits result, bool input_is_nan, long double exact,
                arbiter& judge) {
    if (input_is_nan) {
        return result == Format::canonical_nan ? 0 : std::numeric_limits<double>::infinity();
    }
    const double ulp = reference::error_in_units<Format>(reference::decode<Format>(result), exact);
    if constexpr (sizeof(typename Format::bits) == 8) {
        // Around a zero of the derivative long double has no more right digits than float64.
        const auto x = std::bit_cast<double>(input);
        return ulp > 2 && std::isfinite(x) ? judge.error(std::bit_cast<double>(result), x) : ulp;
    }
    return ulp;
}

template <class Format>
void see(tally& t, typename Format::bits input, typename Format::bits result, bool input_is_nan, long double exact,
         arbiter& judge) {
    const double ulp = error_of<Format>(input, result, input_is_nan, exact, judge);
    t.above_half += ulp > 0.5;
    t.above_one += ulp > 1;
    t.above_two += ulp > 2;
    if constexpr (sizeof(typename Format::bits) == 2) {
        const bool both_zero = exact == 0 && static_cast<typename Format::bits>(result << 1) == 0;
        t.misrounded += result != reference::round_to<Format>(exact) && !both_zero;
    }
    if (const extreme candidate{ulp, input, result, exact}; is_worse(candidate, t.worst)) {
        t.worst = candidate;
    }
}

}  // namespace

tally& tally::operator+=(const tally& other) {
    if (is_worse(other.worst, worst)) {
        worst = other.worst;
    }
    above_half += other.above_half;
    above_one += other.above_one;
    above_two += other.above_two;
    misrounded += other.misrounded;
    return *this;
}

comparison& comparison::operator+=(const comparison& other) {
    inputs += other.inputs;
    value += other.value;
    derivative += other.derivative;
    return *this;
}

template <class Format>
comparison compare(reference::function exact, const double* parameters, std::size_t n, const typename Format::bits* x,
                   const typename Format::bits* value, const typename Format::bits* derivative) {
    comparison result;
    result.inputs = n;
    arbiter of_value(exact, parameters, reference::exact_value);
    arbiter of_derivative(exact, parameters, reference::exact_derivative);
    for (std::size_t i = 0; i < n; ++i) {
        const long double at = reference::decode<Format>(x[i]);
        const reference::jet truth = exact(at, parameters);
        see<Format>(result.value, x[i], value[i], std::isnan(at), truth.value, of_value);
        see<Format>(result.derivative, x[i], derivative[i], std::isnan(at), truth.derivative, of_derivative);
    }
    return result;
}

template comparison compare<reference::float32>(reference::function, const double*, std::size_t, const std::uint32_t*,
                                                const std::uint32_t*, const std::uint32_t*);
template comparison compare<reference::float64>(reference::function, const double*, std::size_t, const std::uint64_t*,
                                                const std::uint64_t*, const std::uint64_t*);
template comparison compare<reference::float16>(reference::function, const double*, std::size_t, const std::uint16_t*,
                                                const std::uint16_t*, const std::uint16_t*);
template comparison compare<reference::bfloat16>(reference::function, const double*, std::size_t, const std::uint16_t*,
                                                 const std::uint16_t*, const std::uint16_t*);

}  // namespace actjet::tool
