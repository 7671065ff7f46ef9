// What actjet check finds, and how it is printed.
#pragma once

#include "comparison.hpp"

#include <actjet/actjet.hpp>

#include <nlohmann/json.hpp>

#include <vector>

namespace actjet::tool {

struct check_result {
    any_activation activation;
    actjet_dtype dtype;
    comparison found;
    double value_bound, derivative_bound;  // ULP

    bool passes() const {
        return found.value.worst.ulp <= value_bound && found.derivative.worst.ulp <= derivative_bound;
    }
};

nlohmann::ordered_json to_json(const check_result& result);
void print_table(const std::vector<check_result>& results);

}  // namespace actjet::tool
