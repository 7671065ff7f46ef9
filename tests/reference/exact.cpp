#include "exact.hpp"

#include "real.hpp"
#include "ulp.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace actjet::reference {
namespace {

using parameters = const double*;

real square(const real& x) {
    return x * x;
}
real logistic(const real& x) {
    return real(1) / (1 + exp(-x));
}
real logistic_slope(const real& x) {
    return logistic(x) * logistic(-x);
}
real gate_slope(const real& z) {
    return logistic(z) * (1 + z * logistic(-z));
}

// log(1 + exp z). Past 10^6 the difference from z is below every precision used here, and exp z would soon overflow.
real softplus(const real& z) {
    return z > 1e6 ? z : log1p(exp(z));
}

real normal_distribution(const real& x) {
    return erfc(-x / sqrt(real(2))) / 2;
}
real normal_density(const real& x) {
    return exp(-square(x) / 2) / sqrt(2 * real::pi());
}

// (1 + tanh u) / 2 is logistic(2u), which does not cancel for u below zero. gelu_tanh_argument is 2u.
real gelu_tanh_argument(const real& x) {
    return sqrt(8 / real::pi()) * (x + real("0.044715") * x * square(x));
}
real gelu_tanh_slope(const real& x) {
    return sqrt(8 / real::pi()) * (1 + 3 * real("0.044715") * square(x));
}

real mean(parameters p) {
    return (real(p[0]) + p[1]) / 2;
}
real clamp(const real& x, double lower, double upper) {
    return x < lower ? lower : x > upper ? upper : x;
}
real inside(const real& x, double lower, double upper) {
    return x > lower && x < upper ? 1 : 0;
}

const char* const selu_scale = "1.0507009873554804934193349852946";
const char* const selu_alpha = "1.6732632423543772848170429916717";
const char* const quick_gelu_beta = "1.702";

// x - tanh x loses twice as many bits as x is below one.
real tanhshrink(const real& x) {
    const mpfr_exp_t exponent = mpfr_zero_p(x.get()) != 0 ? 0 : mpfr_get_exp(x.get());
    const precision_scope scope(real::precision + 2 * std::max<mpfr_exp_t>(0, -exponent));
    return x - tanh(x);
}

using formula = real (*)(const real& x, parameters p);

struct row {
    std::string_view name;
    std::size_t parameter_count;
    formula value;
    formula derivative;
};

constexpr std::array rows{
    row{"step", 0, [](const real& x, parameters) -> real { return x > 0 ? 1 : 0; },
        [](const real&, parameters) -> real { return 0; }},
    row{"relu", 0, [](const real& x, parameters) -> real { return x > 0 ? x : 0; },
        [](const real& x, parameters) -> real { return x > 0 ? 1 : 0; }},
    row{"relu6", 0, [](const real& x, parameters) { return clamp(x, 0, 6); },
        [](const real& x, parameters) { return inside(x, 0, 6); }},
    row{"leaky_relu", 1, [](const real& x, parameters p) { return x > 0 ? x : p[0] * x; },
        [](const real& x, parameters p) -> real { return x > 0 ? 1 : p[0]; }},
    row{"prelu", 1, [](const real& x, parameters p) { return x > 0 ? x : p[0] * x; },
        [](const real& x, parameters p) -> real { return x > 0 ? 1 : p[0]; }},
    row{"rrelu", 2, [](const real& x, parameters p) { return x > 0 ? x : mean(p) * x; },
        [](const real& x, parameters p) { return x > 0 ? 1 : mean(p); }},
    row{"threshold", 2, [](const real& x, parameters p) { return x > p[0] ? x : p[1]; },
        [](const real& x, parameters p) -> real { return x > p[0] ? 1 : 0; }},
    row{"hardtanh", 2, [](const real& x, parameters p) { return clamp(x, p[0], p[1]); },
        [](const real& x, parameters p) { return inside(x, p[0], p[1]); }},
    row{"relu_squared", 0, [](const real& x, parameters) { return x > 0 ? square(x) : 0; },
        [](const real& x, parameters) { return x > 0 ? 2 * x : 0; }},
    row{"elu", 1, [](const real& x, parameters p) { return x > 0 ? x : p[0] * expm1(x); },
        [](const real& x, parameters p) { return x > 0 ? 1 : p[0] * exp(x); }},
    row{"celu", 1, [](const real& x, parameters p) { return x > 0 ? x : p[0] * expm1(x / p[0]); },
        [](const real& x, parameters p) { return x > 0 ? 1 : exp(x / p[0]); }},
    row{"selu", 0,
        [](const real& x, parameters) { return real(selu_scale) * (x > 0 ? x : real(selu_alpha) * expm1(x)); },
        [](const real& x, parameters) { return real(selu_scale) * (x > 0 ? 1 : real(selu_alpha) * exp(x)); }},
    row{"softplus", 1, [](const real& x, parameters p) { return softplus(p[0] * x) / p[0]; },
        [](const real& x, parameters p) { return logistic(p[0] * x); }},
    row{"logsigmoid", 0, [](const real& x, parameters) { return -softplus(-x); },
        [](const real& x, parameters) { return logistic(-x); }},
    row{"exp", 0, [](const real& x, parameters) { return exp(x); }, [](const real& x, parameters) { return exp(x); }},
    row{"sigmoid", 0, [](const real& x, parameters) { return logistic(x); },
        [](const real& x, parameters) { return logistic_slope(x); }},
    row{"tanh", 0, [](const real& x, parameters) { return tanh(x); },
        [](const real& x, parameters) { return square(sech(x)); }},
    row{"softsign", 0, [](const real& x, parameters) { return x / (1 + abs(x)); },
        [](const real& x, parameters) { return 1 / square(1 + abs(x)); }},
    row{"hardsigmoid", 0, [](const real& x, parameters) { return clamp(x + 3, 0, 6) / 6; },
        [](const real& x, parameters) { return inside(x, -3, 3) / 6; }},
    row{"silu", 0, [](const real& x, parameters) { return x * logistic(x); },
        [](const real& x, parameters) { return gate_slope(x); }},
    row{"swish", 1, [](const real& x, parameters p) { return x * logistic(p[0] * x); },
        [](const real& x, parameters p) { return gate_slope(p[0] * x); }},
    row{"gelu", 0, [](const real& x, parameters) { return x * normal_distribution(x); },
        [](const real& x, parameters) { return normal_distribution(x) + x * normal_density(x); }},
    row{"gelu_tanh", 0, [](const real& x, parameters) { return x * logistic(gelu_tanh_argument(x)); },
        [](const real& x, parameters) {
            const real z = gelu_tanh_argument(x);
            return logistic(z) + x * logistic_slope(z) * gelu_tanh_slope(x);
        }},
    row{"quick_gelu", 0, [](const real& x, parameters) { return x * logistic(real(quick_gelu_beta) * x); },
        [](const real& x, parameters) { return gate_slope(real(quick_gelu_beta) * x); }},
    row{"mish", 0, [](const real& x, parameters) { return x * tanh(softplus(x)); },
        [](const real& x, parameters) { return tanh(softplus(x)) + x * square(sech(softplus(x))) * logistic(x); }},
    row{"hardswish", 0, [](const real& x, parameters) { return x * clamp(x + 3, 0, 6) / 6; },
        [](const real& x, parameters) -> real { return x > -3 && x < 3 ? x / 3 + 0.5 : real(x > 0 ? 1 : 0); }},
    row{"hardshrink", 1, [](const real& x, parameters p) { return abs(x) > p[0] ? x : 0; },
        [](const real& x, parameters p) -> real { return abs(x) > p[0] ? 1 : 0; }},
    row{"softshrink", 1, [](const real& x, parameters p) { return x - clamp(x, -p[0], p[0]); },
        [](const real& x, parameters p) -> real { return abs(x) > p[0] ? 1 : 0; }},
    row{"tanhshrink", 0, [](const real& x, parameters) { return tanhshrink(x); },
        [](const real& x, parameters) { return square(tanh(x)); }},
    row{"identity", 0, [](const real& x, parameters) { return x; }, [](const real&, parameters) -> real { return 1; }},
};

const row& find_row(std::string_view name, std::size_t parameter_count) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const row& r) { return r.name == name; });
    if (found == rows.end()) {
        throw std::invalid_argument("no exact reference for the activation '" + std::string(name) + "'");
    }
    if (parameter_count != found->parameter_count) {
        throw std::invalid_argument(std::string(name) + " has " + std::to_string(found->parameter_count) +
                                    " parameters, not " + std::to_string(parameter_count));
    }
    return *found;
}

}  // namespace

void exact_value(std::string_view name, mpfr_t out, const mpfr_t x, std::span<const double> p) {
    const real result = find_row(name, p.size()).value(real(x), p.data());
    mpfr_set(out, result.get(), MPFR_RNDN);
}

void exact_derivative(std::string_view name, mpfr_t out, const mpfr_t x, std::span<const double> p) {
    const real result = find_row(name, p.size()).derivative(real(x), p.data());
    mpfr_set(out, result.get(), MPFR_RNDN);
}

template <class Format>
double error_in_units(long double got, const mpfr_t exact) {
    // Truncated, it lies in the same binade and on the same side of the overflow threshold.
    const long double truncated = mpfr_get_ld(exact, MPFR_RNDZ);
    if (!std::isfinite(got) || std::fabs(truncated) >= Format::overflow()) {
        return error_in_units<Format>(got, truncated);
    }
    const precision_scope scope(std::max<mpfr_prec_t>(mpfr_get_prec(exact), 400));
    const real difference = real(got) - real(exact);
    return static_cast<double>(std::fabs(mpfr_get_ld(difference.get(), MPFR_RNDN)) / unit_at<Format>(truncated));
}

template double error_in_units<float32>(long double, const mpfr_t);
template double error_in_units<float64>(long double, const mpfr_t);
template double error_in_units<float16>(long double, const mpfr_t);
template double error_in_units<bfloat16>(long double, const mpfr_t);

double float32_error(long double got, const mpfr_t exact) {
    const long double truncated = mpfr_get_ld(exact, MPFR_RNDZ);
    const bool overflow = std::fabs(got) >= float32::overflow() && std::fabs(truncated) >= float32::overflow();
    if (overflow && std::signbit(got) == std::signbit(truncated)) {
        return 0;
    }
    return error_in_units<float32>(got, exact);
}

}  // namespace actjet::reference
