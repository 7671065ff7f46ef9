#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/table.hpp"
#include "check.hpp"
#include "finding.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace actjet::tool {

using namespace validation;

void print_json(const std::vector<check_result>& results, actjet_place place) {
    ordered_json array = ordered_json::array();
    std::transform(results.begin(), results.end(), std::back_inserter(array),
                   [](const check_result& r) { return to_json(r); });
    print({{"version", actjet_version()},
           {"place", name_of(place)},
           {"pass", std::all_of(results.begin(), results.end(), [](const check_result& r) { return r.passes(); })},
           {"results", array}});
}

void print_table(const std::vector<check_result>& results) {
    table t({"name", "dtype", ">inputs", ">value ULP", ">bound", ">at x", ">correct", ">derivative ULP", ">bound",
             ">at x", ">correct", ""});
    for (const check_result& r : results) {
        std::vector<std::string> row{r.activation.info().name, name_of(r.dtype), fmt::format("{}", r.inputs)};
        for (const checked_part& p : r.parts) {
            const extreme worst = p.found.worst();
            row.push_back(ulp_text(worst.ulp));
            row.push_back(fmt::format("{}", p.bound.value()));
            // Empty where every result is exact.
            row.push_back(worst.ulp > 0 ? shortest(worst.input, r.dtype) : "");
            row.push_back(correctly_rounded_text(p, r));
        }
        row.push_back(r.passes() ? "ok" : "BROKEN");
        t.add(std::move(row));
    }
    t.print();
}

}  // namespace actjet::tool
