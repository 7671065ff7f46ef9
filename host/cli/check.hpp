// What actjet check and actjet compare find, and how it is printed.
#pragma once

#include "comparison.hpp"

#include <actjet/actjet.hpp>

#include <optional>
#include <vector>

namespace actjet::tool {

constexpr int broken_bound_exit_code = 1;

struct check_result {
    any_activation activation;
    actjet_dtype dtype;
    comparison found;
    std::optional<double> value_bound, derivative_bound;  // ULP

    bool passes() const { return holds(found.value, value_bound) && holds(found.derivative, derivative_bound); }

  private:
    static bool holds(const tally& part, const std::optional<double>& bound) {
        return !bound || part.worst.ulp <= *bound;
    }
};

// An object without what was not looked at, and without what only a bound gives where there is none.
void print_json(const check_result& result);
// What came of a whole place, all results with bounds.
void print_json(const std::vector<check_result>& results, actjet_place place);
// A row for each result, all of them with bounds.
void print_table(const std::vector<check_result>& results);
// A row for the value and one for the derivative.
void print_parts(const check_result& result);

}  // namespace actjet::tool
