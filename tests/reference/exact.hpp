// The activations and their derivatives in MPFR, at 400 bits or more: what the long double reference is certified
// against, and what float64 is measured against.
#pragma once

#include "ulp.hpp"

#include <mpfr.h>
#include <span>
#include <string_view>

namespace actjet::reference {

// f(x) and f'(x) of the named activation, rounded to the precision of out. x is finite; parameters are in the order of
// the catalogue. The relative error before that rounding is below 2^-200 wherever the result is not zero and x holds a
// float32 or a float64.
//
// Throws std::invalid_argument for an unknown name or a wrong number of parameters.
void exact_value(std::string_view name, mpfr_t out, const mpfr_t x, std::span<const double> parameters);
void exact_derivative(std::string_view name, mpfr_t out, const mpfr_t x, std::span<const double> parameters);

// |got - exact| in units in the last place, by the rules of ulp.hpp, for the formats there. exact is not NaN.
template <class Format>
double error_in_units(long double got, const mpfr_t exact);

inline double ulp_error(float got, const mpfr_t exact) {
    return error_in_units<float32>(got, exact);
}
inline double ulp_error(double got, const mpfr_t exact) {
    return error_in_units<float64>(got, exact);
}

// The error of a long double in units in the last place of float32. Where both would overflow float32 it is 0.
double float32_error(long double got, const mpfr_t exact);

}  // namespace actjet::reference
