// What the reports of actjet check and actjet compare have in common.
#pragma once

#include "../text/json.hpp"
#include "check.hpp"

#include <string>

namespace actjet::tool {

// "1.234", or "1.7e+07" where that says enough.
std::string ulp_text(double ulp);
// The share of a part's results that are correctly rounded, as "99.998 %"; empty where that is not counted.
std::string correctly_rounded_text(const checked_part& part, const check_result& result);

// All digits that matter of an exact value.
std::string exact_text(long double exact);
ordered_json to_json(const checked_part& part, const check_result& result);
ordered_json to_json(const check_result& result);

}  // namespace actjet::tool
