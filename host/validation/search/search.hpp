// The worst errors over parameters and inputs: looked for, where a check takes what inputs it is given.
#pragma once

#include "../judging/comparison.hpp"
#include "parameter_sets.hpp"

#include <actjet/actjet.hpp>

#include <functional>
#include <optional>

namespace actjet::validation {

// How much is tried.
struct search_effort {
    std::uint64_t sets = 1000;      // of parameters, to begin with
    std::uint64_t samples = 20000;  // inputs for each of them, besides the windows
    std::uint64_t rounds = 8;       // of climbing
    std::optional<double> bound;    // held against the errors, if not the contract's bounds
};

struct worst_case {
    extreme found;
    parameter_set parameters;
    double bound = 0;

    bool holds() const { return found.ulp <= bound; }
};

struct search_result {
    any_activation activation;
    actjet_dtype dtype;
    std::uint64_t sets = 0, inputs = 0;  // sets of parameters, and inputs of all of them together
    worst_case value, derivative;

    bool passes() const { return value.holds() && derivative.holds(); }
};

// Goes over parameter_sets(), with inputs for each: the ends of the numbers; kinks, jumps and zeros of the function and
// its derivative, which the reference finds; all binades; and windows around the x at which x, x times a parameter or x
// through it is a multiple of ln2 / 2, where exponentials are reduced, an end of the numbers, or the worst at the
// defaults. Of the 16-bit types all inputs. Then rounds of climbing from the worst cases so far and from those of the
// defaults: parameters near them and others of the same exponents, each with windows around the same x and around those
// that keep the product or the quotient of x and the parameter. advance is called with the share of the work that was
// done.
search_result search(const any_activation& activation, actjet_dtype dtype, actjet_place place, search_effort effort,
                     unsigned threads, const std::function<void(std::uint64_t done, std::uint64_t of)>& advance);

}  // namespace actjet::validation
