#include "apply_settings.hpp"

#include "../bad_input.hpp"
#include "../text/numbers.hpp"

#include <host/validation/passes.hpp>

#include <algorithm>
#include <limits>

namespace actjet::tool {
namespace {

bool has_gradients(actjet_pass pass) {
    return pass == ACTJET_BACKWARD || pass == ACTJET_GATED_BACKWARD || pass == ACTJET_SOFTMAX_BACKWARD ||
           pass == ACTJET_LOG_SOFTMAX_BACKWARD;
}
bool is_gated(actjet_pass pass) {
    return pass == ACTJET_GATED_FORWARD || pass == ACTJET_GATED_BACKWARD;
}
bool may_drop(actjet_pass pass) {
    return pass != ACTJET_JET && !validation::goes_over_rows(pass);
}
bool makes_rows(actjet_pass pass) {
    return pass == ACTJET_SOFTMAX || pass == ACTJET_LOG_SOFTMAX;
}

struct number_setting {
    const char* option;
    double settings::*member;
    bool (*is_used_by)(actjet_pass);
    const char* users;
    const char* meaning;
};

constexpr const char* gated_passes = "the gated passes";
constexpr const char* row_passes = "softmax and log_softmax";
constexpr const char* passes_over_rows = "passes over rows";
constexpr const char* passes_with_gradients = "passes that give gradients";

constexpr number_setting number_settings[] = {
    {"--gradient-scale", &settings::gradient_scale, has_gradients, passes_with_gradients,
     "A factor of all gradients and sums; 0 counts as 1"},
    {"--gate-limit", &settings::gate_limit, is_gated, gated_passes, "gate counts as min(gate, limit); 0: no limit"},
    {"--x-limit", &settings::x_limit, is_gated, gated_passes, "x counts as clamp(x, -limit, limit); 0: no limit"},
    {"--value-limit", &settings::value_limit, is_gated, gated_passes,
     "f(gate) counts as min(f(gate), limit); 0: no limit"},
    {"--x-soft-cap", &settings::x_soft_cap, is_gated, gated_passes,
     "x counts as cap tanh(x / cap), after its limit; 0: no cap"},
    {"--x-offset", &settings::x_offset, is_gated, gated_passes, "Added to x, after its limit and its cap"},
    {"--dropout", &settings::dropout, may_drop, "passes over elements but jet",
     "The probability that an element is dropped, of --seed, --offset and the element's number"},
    {"--logit-scale", &settings::logit_scale, validation::goes_over_rows, passes_over_rows,
     "softmax and its like: a factor of x, 1 / temperature"},
    {"--soft-cap", &settings::soft_cap, validation::goes_over_rows, passes_over_rows,
     "softmax and its like: x, scaled, counts as c tanh(x / c); 0: no cap"}};

}  // namespace

void setting_options::add_to(command& options) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    static_assert(std::size(number_settings) == std::tuple_size_v<decltype(numbers_)>);
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        options.option(number_settings[i].option, numbers_[i], number_settings[i].meaning);
    }
    options.flag("--mask-gradient", mask_gradient_, "Gradients are 0 where f is flat, whatever dy is");
    options.flag("--round-each-step", round_each_step_,
                 "Gated passes: each step is rounded to the type of gate, as frameworks do that store it");
    options.flag("--random-parameter", random_parameter_, "rrelu: the slope of each element is drawn");
    options.option("--causal-rows", causal_rows_, 0, most,
                   "softmax, log_softmax: of so many queries each sees the columns up to its own; 0: all");
    options.flag("--safe-rows", safe_rows_, "softmax, log_softmax: a row that has nothing to choose is 0 (-inf)");
    options.option("--seed", seed_, 0, most, "Of the random numbers");
    options.option("--offset", offset_, 0, most, "Of the random numbers: the step, as it were");
}

settings setting_options::of(const std::vector<actjet_pass>& passes) const {
    settings s;
    const auto require_use = [&](const char* option, bool (*is_used_by)(actjet_pass), const char* users) {
        if (std::none_of(passes.begin(), passes.end(), is_used_by)) {
            refuse("{} belongs to {}, and none is asked for", option, users);
        }
    };
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        const number_setting& one = number_settings[i];
        if (!numbers_[i].empty()) {
            require_use(one.option, one.is_used_by, one.users);
            s.*one.member = parse_number(numbers_[i], one.option);
        }
    }
    if (round_each_step_) {
        require_use("--round-each-step", is_gated, gated_passes);
    }
    if (causal_rows_) {
        require_use("--causal-rows", makes_rows, row_passes);
    }
    if (safe_rows_) {
        require_use("--safe-rows", makes_rows, row_passes);
    }
    s.causal_rows = causal_rows_;
    s.safe_rows = safe_rows_;
    s.rule = mask_gradient_ ? gradient::masked : gradient::product;
    s.round_each_step = round_each_step_;
    s.random_parameter = random_parameter_;
    if ((seed_ || offset_) && s.dropout == 0 && !random_parameter_) {
        refuse("--seed and --offset belong to --dropout or --random-parameter");
    }
    s.seed = seed_;
    s.offset = offset_;
    return s;
}

}  // namespace actjet::tool
