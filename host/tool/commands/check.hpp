// What actjet check and actjet compare find.
#pragma once

#include <actjet/actjet.hpp>

#include <host/validation/judging/other_bits.hpp>
#include <host/validation/judging/tally.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace actjet::tool {

constexpr int broken_bound_exit_code = 1;

// All results of one kind.
struct checked_part {
    const char* name;             // value, derivative or gradient
    std::optional<double> bound;  // ULP; none where every result has a bound of its own
    validation::tally found;
    validation::other_bits other = {};  // counted by actjet compare
    // Of what a pass gives: the operands that f or f' is multiplied by.
    const char *factor = nullptr, *other_factor = nullptr;
};

struct check_result {
    any_activation activation;
    actjet_dtype dtype;
    std::uint64_t inputs;
    std::optional<std::uint64_t> digest;  // of a whole jet
    std::vector<checked_part> parts;
    std::optional<actjet_pass> of_pass = {};  // none: value and derivative

    bool passes() const {
        return std::all_of(parts.begin(), parts.end(), [](const checked_part& p) { return p.found.within_bounds(); });
    }
};

// What came of a whole place.
void print_json(const std::vector<check_result>& results, actjet_place place);
// A row for each result, which has a value and a derivative.
void print_table(const std::vector<check_result>& results);

// What came of somebody's results, with the worst of them.
void print_judgement_as_json(const check_result& result);
void print_judgement(const check_result& result);

}  // namespace actjet::tool
