#include "reference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

namespace actjet::reference {
namespace {

static_assert(std::numeric_limits<long double>::digits >= 64, "the error bounds need more than a double");

constexpr long double infinity = std::numeric_limits<long double>::infinity();

// Infinities replaced by a number beyond all doubles, whose cube is still finite, so that 0 * x is 0 there.
long double finite(long double x) {
    return std::clamp(x, -1e1000L, 1e1000L);
}

// exp(-a), a >= 0. Beyond 11500 it is zero, which expl would report through a path five times as slow.
long double exp_of_minus(long double a) {
    return a > 11500 ? 0 : std::exp(-a);
}

struct exponential {
    long double exp;
    long double expm1;
};

// exp(x) and exp(x) - 1 from one call, x <= 0.
exponential exp_and_expm1(long double x) {
    if (x > -0.5L) {
        const long double m = std::expm1(x);
        return {1 + m, m};
    }
    const long double e = exp_of_minus(-x);
    return {e, e - 1};
}

// The logistic function s(z) and s'(z).
jet logistic(long double z) {
    const long double e = exp_of_minus(std::fabs(z));
    const long double d = 1 + e;
    return {(z < 0 ? e : 1) / d, e / (d * d)};
}

// f(x) = x s(z) and f'(x) = s(z) + slope z s'(z), where slope is x z'(x) / z. For z < 0 the two terms of f' cancel at
// its zero. In e (1 - slope |z| + e) / (1 + e)^2 they do so only after 1 - slope |z| was formed, without an error of
// note.
jet gated(long double x, long double z, long double slope) {
    const long double e = exp_of_minus(std::fabs(z));
    const long double d = 1 + e;
    const long double w = std::fabs(finite(z)) * slope;
    if (z < 0) {
        return {finite(x) * e / d, e * (1 - w + e) / (d * d)};
    }
    return {x / d, (1 + e + w * e) / (d * d)};
}

// slope * x, and a zero of x's sign for a slope of zero, infinities included.
long double scaled(long double slope, long double x) {
    return slope == 0 ? slope * finite(x) : slope * x;
}

jet leaky(long double x, long double slope) {
    return x > 0 ? jet{x, 1} : jet{scaled(slope, x), slope};
}

jet clamped(long double x, long double lower, long double upper) {
    return {x < lower ? lower : x > upper ? upper : x, x > lower && x < upper ? 1.0L : 0.0L};
}

jet step(long double x, const double*) {
    return {x > 0 ? 1.0L : 0.0L, 0};
}
jet relu(long double x, const double*) {
    return {x < 0 ? 0 : x, x > 0 ? 1.0L : 0.0L};
}
jet relu6(long double x, const double*) {
    return clamped(x, 0, 6);
}
jet leaky_relu(long double x, const double* p) {
    return leaky(x, p[0]);
}
jet prelu(long double x, const double* p) {
    return leaky(x, p[0]);
}
jet rrelu(long double x, const double* p) {
    return leaky(x, (static_cast<long double>(p[0]) + p[1]) / 2);
}
jet threshold(long double x, const double* p) {
    return x > p[0] ? jet{x, 1} : jet{p[1], 0};
}
jet hardtanh(long double x, const double* p) {
    return clamped(x, p[0], p[1]);
}
jet relu_squared(long double x, const double*) {
    return x > 0 ? jet{x * x, 2 * x} : jet{0, 0};
}

jet elu_scaled(long double x, long double scale, long double alpha, long double width) {
    if (x > 0) {
        return {scale * x, scale};
    }
    const auto [e, m] = exp_and_expm1(x / width);
    return {scale * alpha * m, scale * alpha / width * e};
}

jet elu(long double x, const double* p) {
    return elu_scaled(x, 1, p[0], 1);
}
jet celu(long double x, const double* p) {
    return elu_scaled(x, 1, p[0], p[0]);
}
jet selu(long double x, const double*) {
    return elu_scaled(x, 1.0507009873554804934193349852946L, 1.6732632423543772848170429916717L, 1);
}

jet softplus(long double x, const double* p) {
    const long double z = p[0] * x;
    const long double e = exp_of_minus(std::fabs(z));
    return {(x > 0 ? x : 0) + std::log1p(e) / p[0], (z < 0 ? e : 1) / (1 + e)};
}

jet logsigmoid(long double x, const double*) {
    constexpr double beta = 1;
    const jet mirrored = softplus(-x, &beta);
    return {-mirrored.value, mirrored.derivative};
}

jet exp(long double x, const double*) {
    const long double e = x > 11500 ? infinity : x < 0 ? exp_of_minus(-x) : std::exp(x);
    return {e, e};
}

jet sigmoid(long double x, const double*) {
    return logistic(x);
}

jet tanh(long double x, const double*) {
    const auto [e, m] = exp_and_expm1(-2 * std::fabs(x));
    const long double d = 1 + e;
    return {std::copysign(m / d, x), 4 * e / (d * d)};
}

jet softsign(long double x, const double*) {
    const long double d = 1 + std::fabs(x);
    return {std::isinf(x) ? std::copysign(1.0L, x) : x / d, 1 / (d * d)};
}

jet hardsigmoid(long double x, const double*) {
    return {(clamped(x, -3, 3).value + 3) / 6, x > -3 && x < 3 ? 1 / 6.0L : 0};
}

jet silu(long double x, const double*) {
    return gated(x, x, 1);
}
jet swish(long double x, const double* p) {
    return gated(x, scaled(p[0], x), 1);
}
jet quick_gelu(long double x, const double*) {
    return gated(x, 1.702L * x, 1);
}

// x s(2u) with u = sqrt(2 / pi) (x + 0.044715 x^3): the same as x (1 + tanh u) / 2.
jet gelu_tanh(long double x, const double*) {
    constexpr long double scale = 2 * std::numbers::sqrt2_v<long double> * std::numbers::inv_sqrtpi_v<long double>;
    const long double cubic = 0.044715L * finite(x) * finite(x);
    return gated(x, scale * finite(x) * (1 + cubic), (1 + 3 * cubic) / (1 + cubic));
}

// x Phi(x), Phi the normal distribution function. At |x| > 160 its tail is below every long double.
jet gelu(long double x, const double*) {
    if (std::fabs(x) > 160) {
        return x > 0 ? jet{x, 1} : jet{-0.0L, -0.0L};
    }
    const long double distribution = std::erfc(-x / std::numbers::sqrt2_v<long double>) / 2;
    constexpr long double at_zero = std::numbers::inv_sqrtpi_v<long double> / std::numbers::sqrt2_v<long double>;
    return {x * distribution, distribution + x * at_zero * exp_of_minus(x * x / 2)};
}

// x tanh(log(1 + exp x)) = x n / d with n = t (2 + t), d = n + 2, t = exp x; f' = t (4 (x + 1) + t (4 x + 6) + 4 t^2 +
// t^3) / d^2. For x >= 0 both fractions are reduced by powers of t.
jet mish(long double x, const double*) {
    const long double e = exp_of_minus(std::fabs(x));
    const long double a = std::fabs(finite(x));
    if (x < 0) {
        const long double n = e * (2 + e);
        const long double d = n + 2;
        return {finite(x) * n / d, e * (4 * (1 - a) + e * (6 - 4 * a + e * (4 + e))) / (d * d)};
    }
    const long double n = 1 + 2 * e;
    const long double d = n + 2 * e * e;
    return {x * (n / d), (1 + e * (4 + e * (6 + 4 * a + e * 4 * (1 + a)))) / (d * d)};
}

jet hardswish(long double x, const double*) {
    if (x <= -3) {
        return {-0.0L, 0};
    }
    return x < 3 ? jet{x * (x + 3) / 6, (2 * x + 3) / 6} : jet{x, 1};
}

jet hardshrink(long double x, const double* p) {
    return std::fabs(x) > p[0] ? jet{x, 1} : jet{std::copysign(0.0L, x), 0};
}

jet softshrink(long double x, const double* p) {
    return std::fabs(x) > p[0] ? jet{std::copysign(std::fabs(x) - p[0], x), 1} : jet{std::copysign(0.0L, x), 0};
}

// Below 1/2, x - tanh x is (x cosh x - sinh x) / cosh x, whose numerator is the sum of 2k / (2k + 1)! x^(2k + 1).
jet tanhshrink(long double x, const double*) {
    const jet t = tanh(x, nullptr);
    const long double derivative = t.value * t.value;
    if (std::fabs(x) >= 0.5L) {
        return {x - t.value, derivative};
    }
    const long double square = x * x;
    long double power = x;  // x^(2k + 1) / (2k + 1)!
    long double sum = 0;
    for (int k = 1; k <= 8; ++k) {
        power *= square / (2 * k * (2 * k + 1));
        sum += 2 * k * power;
    }
    // 1 / cosh^2 = 1 - tanh^2.
    return {std::copysign(sum * std::sqrt(1 - derivative), x), derivative};
}

jet identity(long double x, const double*) {
    return {x, 1};
}

template <function Formula>
jet keeping_nan(long double x, const double* parameters) {
    return std::isnan(x) ? jet{x, x} : Formula(x, parameters);
}

constexpr std::array all{
    activation{"step", 0, keeping_nan<step>},
    activation{"relu", 0, keeping_nan<relu>},
    activation{"relu6", 0, keeping_nan<relu6>},
    activation{"leaky_relu", 1, keeping_nan<leaky_relu>},
    activation{"prelu", 1, keeping_nan<prelu>},
    activation{"rrelu", 2, keeping_nan<rrelu>},
    activation{"threshold", 2, keeping_nan<threshold>},
    activation{"hardtanh", 2, keeping_nan<hardtanh>},
    activation{"relu_squared", 0, keeping_nan<relu_squared>},
    activation{"elu", 1, keeping_nan<elu>},
    activation{"celu", 1, keeping_nan<celu>},
    activation{"selu", 0, keeping_nan<selu>},
    activation{"softplus", 1, keeping_nan<softplus>},
    activation{"logsigmoid", 0, keeping_nan<logsigmoid>},
    activation{"exp", 0, keeping_nan<exp>},
    activation{"sigmoid", 0, keeping_nan<sigmoid>},
    activation{"tanh", 0, keeping_nan<tanh>},
    activation{"softsign", 0, keeping_nan<softsign>},
    activation{"hardsigmoid", 0, keeping_nan<hardsigmoid>},
    activation{"silu", 0, keeping_nan<silu>},
    activation{"swish", 1, keeping_nan<swish>},
    activation{"gelu", 0, keeping_nan<gelu>},
    activation{"gelu_tanh", 0, keeping_nan<gelu_tanh>},
    activation{"quick_gelu", 0, keeping_nan<quick_gelu>},
    activation{"mish", 0, keeping_nan<mish>},
    activation{"hardswish", 0, keeping_nan<hardswish>},
    activation{"hardshrink", 1, keeping_nan<hardshrink>},
    activation{"softshrink", 1, keeping_nan<softshrink>},
    activation{"tanhshrink", 0, keeping_nan<tanhshrink>},
    activation{"identity", 0, keeping_nan<identity>},
};

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
