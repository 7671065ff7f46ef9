#include "row_options.hpp"

#include "refuse.hpp"

#include <string>

namespace actjet::host {

void check_row_options(const request& r) {
    const row_options& o = r.of_rows;
    const bool float64 = r.target == ACTJET_FLOAT64;
    check_positive("logit_scale", o.logit_scale, float64);
    check_positive("soft_cap", o.soft_cap, float64);
    const auto require = [&](const char* name, bool needed, const char* for_what) {
        if (needed && !r.named(name) && !r.empty()) {
            refuse(std::string(name) + " is missing: " + r.pass->name + " needs it " + for_what);
        }
    };
    if (r.pass->id == ACTJET_SOFTMAX_BACKWARD || r.pass->id == ACTJET_LOG_SOFTMAX_BACKWARD) {
        require("x", o.soft_cap != 0, "with a soft_cap");
        require("sink", static_cast<bool>(r.named("dsink")), "for dsink");
        require("log_sum", static_cast<bool>(r.named("dsink")), "for dsink");
    }
}

}  // namespace actjet::host
