// float64 on the CPU: one element at a time, with the C library's functions.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"

namespace actjet::host {

// Elements begin to end of a plain float64 request.
void run_float64(const request& r, std::size_t begin, std::size_t end);

// A plain pass, with its activation's constants alone, on n elements. An output may be an input.
void run_plain_float64(const request& r, const double* const* in, double* const* out, std::size_t n);

// The parts of a float64 request on views: what the pass evaluates its activation at, the activation, and the rest.
void argument_of_float64(const request& r, const double* const* in, double* x, std::size_t n,
                         const passes::settings<double>& s);
// Without a place for derivatives, evaluation gives the values alone.
void evaluate_float64(const request& r, const double* x, double* value, double* derivative, std::size_t n);
void evaluate_float64_with(const request& r, const double* x, const double* parameter, double* value,
                           double* derivative, std::size_t n);
void parameter_derivative_of_float64(const request& r, const double* x, double* out, std::size_t n);
void finish_float64(const request& r, const activated<double>& f, const double* const* in, double* const* out,
                    std::size_t n, const passes::settings<double>& s);

}  // namespace actjet::host
