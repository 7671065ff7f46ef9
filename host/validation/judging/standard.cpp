#include "standard.hpp"

#include <algorithm>
#include <utility>

namespace actjet::validation {
namespace {

// The bounds of the contract that are no facts of a single activation.
constexpr double float64_bound = 4, bound_of_16_bits = 0.51;

// Of value and derivative.
std::pair<double, double> contract_bounds(const actjet_activation_info& info, actjet_dtype dtype) {
    switch (dtype) {
        case ACTJET_FLOAT32:
            return {info.value_ulp, info.derivative_ulp};
        case ACTJET_FLOAT64:
            return {float64_bound, float64_bound};
        default:
            return {bound_of_16_bits, bound_of_16_bits};
    }
}

// How far the f'(x) of a backward pass, or the f(gate) of a gated one, may be off: in units in the last place of the
// type that it is computed in, or, if that is more, by a number where |x| < 2 or elsewhere; and the least bound of a
// product. The 16-bit types are computed in float32 with as many digits as they need: docs/sixteen_bits.md.
struct factor_bounds {
    double ulp, near_zero, in_tails, least;
};

factor_bounds bounds_of_factor(const actjet_activation_info& info, actjet_dtype dtype, bool of_value) {
    switch (dtype) {
        case ACTJET_FLOAT16:
            return {8, of_value ? 0 : 0x1p-25, 0x1p-46, of_value ? 0.51 : 0.75};
        case ACTJET_BFLOAT16:
            return {128, of_value ? 0 : 0x1p-20, 0, of_value ? 0.51 : 0.53};
        default: {
            const auto [value, derivative] = contract_bounds(info, dtype);
            return {of_value ? value : derivative, 0, 0, 0.5};
        }
    }
}

// float32 and narrower types round the parameters to float32.
std::vector<double> effective_parameters(const any_activation& activation, actjet_dtype dtype) {
    const actjet_activation_info& info = activation.info();
    std::vector<double> values(activation.parameters().begin(), activation.parameters().end());
    for (int i = static_cast<int>(values.size()); i < info.parameter_count; ++i) {
        values.push_back(info.parameters[i].standard);
    }
    for (double& value : values) {
        value = dtype == ACTJET_FLOAT64 ? value : static_cast<float>(value);
    }
    return values;
}

}  // namespace

standard standard_of(const any_activation& activation, actjet_dtype dtype, std::optional<double> bound) {
    const auto [value_bound, derivative_bound] = contract_bounds(activation.info(), dtype);
    return {reference::activations()[activation.id()], effective_parameters(activation, dtype),
            bound.value_or(value_bound), bound.value_or(derivative_bound)};
}

gradient_standard gradient_standard_of(const any_activation& activation, actjet_dtype dtype,
                                       std::optional<double> bound, bool of_value) {
    const factor_bounds f = bounds_of_factor(activation.info(), dtype, of_value);
    return {reference::activations()[activation.id()],
            effective_parameters(activation, dtype),
            f.ulp,
            f.near_zero,
            f.in_tails,
            f.least,
            bound,
            signs_of(activation),
            of_value};
}

judged_signs signs_of(const any_activation& activation) {
    const auto& given = activation.parameters();
    const bool at_defaults =
        std::equal(given.begin(), given.end(), activation.info().parameters,
                   [](double value, const actjet_parameter_info& p) { return value == p.standard; });
    return at_defaults ? judged_signs::of_all : judged_signs::of_nonzero;
}

}  // namespace actjet::validation
