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

// How far the f'(x) of a backward pass may be off, in units in the last place of the type that it is computed in, and
// the least bound of dx itself. The 16-bit types are computed in float32 with as many digits of f' as they need:
// docs/sixteen_bits.md.
std::pair<double, double> gradient_bounds(const actjet_activation_info& info, actjet_dtype dtype) {
    switch (dtype) {
        case ACTJET_FLOAT16:
            return {8, 0.75};
        case ACTJET_BFLOAT16:
            return {128, 0.51};
        default:
            return {contract_bounds(info, dtype).second, 0.5};
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
                                       std::optional<double> bound) {
    const auto [derivative_ulp, least_bound] = gradient_bounds(activation.info(), dtype);
    return {reference::activations()[activation.id()],
            effective_parameters(activation, dtype),
            derivative_ulp,
            least_bound,
            bound,
            signs_of(activation)};
}

judged_signs signs_of(const any_activation& activation) {
    const auto& given = activation.parameters();
    const bool at_defaults =
        std::equal(given.begin(), given.end(), activation.info().parameters,
                   [](double value, const actjet_parameter_info& p) { return value == p.standard; });
    return at_defaults ? judged_signs::of_all : judged_signs::of_nonzero;
}

}  // namespace actjet::validation
