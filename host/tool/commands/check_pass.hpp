// actjet check --pass: products of an activation with other operands against the reference.
#pragma once

#include "check.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace actjet::tool {

struct pass_check {
    actjet_pass pass;
    actjet_place place;
    std::uint64_t samples;  // cases of float32 and float64
    std::optional<double> bound;
    unsigned threads;
};

// Refuses passes that give no products.
void require_products(actjet_pass pass);

// Has a part for each output, whose results have a bound each.
check_result check_pass(const pass_check& chosen, const any_activation& activation, actjet_dtype dtype);

// A row for each output of each result.
void print_pass_table(const std::vector<check_result>& results);

}  // namespace actjet::tool
