#include "reference.hpp"

#include "formulas.hpp"
#include "number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace actjet::reference {

static_assert(std::numeric_limits<long double>::digits >= 64, "the error bounds need more than a double");

// The formulas find the functions on it by its namespace.
using extended = number<long double>;

static extended abs(extended x) {
    return std::fabs(x.v);
}
static extended sqrt(extended x) {
    return std::sqrt(x.v);
}
static extended copysign(extended magnitude, extended sign) {
    return std::copysign(magnitude.v, sign.v);
}
static extended log1p(extended x) {
    return std::log1p(x.v);
}
static extended erfc(extended x) {
    return std::erfc(x.v);
}

// exp(-a), a >= 0. Beyond 11500 it is zero, which expl would report through a path five times as slow.
static extended exp_of_minus(extended a) {
    return a.v > 11500 ? 0 : std::exp(-a.v);
}

static extended exp_of(extended x) {
    constexpr long double infinity = std::numeric_limits<long double>::infinity();
    return x.v > 11500 ? infinity : x.v < 0 ? exp_of_minus(-x) : std::exp(x.v);
}

// exp(x) and exp(x) - 1 from one call, x <= 0.
static std::pair<extended, extended> exp_and_expm1(extended x) {
    if (x.v > -0.5L) {
        const long double m = std::expm1(x.v);
        return {1 + m, m};
    }
    const extended e = exp_of_minus(-x);
    return {e, e - 1};
}

// exp(-150^2 / 2) is 2^-16230, far below every float64. From 151 on it is a denormal number or zero, and what the
// derivative is the sum of may cancel to a zero with the wrong sign.
static extended normal_tail_end(extended) {
    return 150;
}

namespace {

template <std::size_t Index>
jet evaluate_row(long double x, const double* parameters) {
    if (std::isnan(x)) {
        return {x, x};
    }
    const formulas::jet<extended> result = formulas::rows<extended>[Index].evaluate(x, parameters);
    return {result.value.v, result.derivative.v};
}

constexpr auto all = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{
        activation{formulas::rows<extended>[I].name, formulas::rows<extended>[I].parameter_count, evaluate_row<I>}...};
}
(std::make_index_sequence<formulas::rows<extended>.size()>{});

}  // namespace

std::span<const activation> activations() {
    return all;
}

function find(std::string_view name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const activation& a) { return a.name == name; });
    return found == all.end() ? nullptr : found->evaluate;
}

jet evaluate(std::string_view name, long double x, std::span<const double> parameters) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const activation& a) { return a.name == name; });
    if (found == all.end()) {
        throw std::invalid_argument("no reference for the activation '" + std::string(name) + "'");
    }
    if (parameters.size() != found->parameter_count) {
        throw std::invalid_argument(std::string(name) + " has " + std::to_string(found->parameter_count) +
                                    " parameters, not " + std::to_string(parameters.size()));
    }
    return found->evaluate(x, parameters.data());
}

}  // namespace actjet::reference
