#include "selection.hpp"

#include "../bad_input.hpp"
#include "../text/names.hpp"

#include <host/validation/passes.hpp>

#include <algorithm>

namespace actjet::tool {
namespace {

template <class Number>
std::vector<Number> numbers_of(const std::vector<std::string>& names, Number (*named)(const std::string&),
                               std::vector<Number> where_none_is_named) {
    if (names.empty()) {
        return where_none_is_named;
    }
    std::vector<Number> numbers;
    std::transform(names.begin(), names.end(), std::back_inserter(numbers), named);
    return numbers;
}

}  // namespace

void selection::add_to(command& options, bool with_passes, const std::string& dtypes_meaning) {
    options.arguments("names", names_, "Activations; all where none is named");
    options.repeatable_option("--dtype", dtypes_, "float32, float64, float16, bfloat16; " + dtypes_meaning);
    if (with_passes) {
        options.repeatable_option("--pass", passes_,
                                  "As actjet list --passes names them; forward, jet, backward where none is named");
    }
    options.option("--place", place_, "cpu or cuda");
    parameters_.add_to(options);
}

std::vector<any_activation> selection::activations() const {
    std::vector<any_activation> activations = activations_named(names_);
    parameters_.set(activations);
    return activations;
}

std::vector<actjet_dtype> selection::dtypes(std::vector<actjet_dtype> where_none_is_named) const {
    return numbers_of(dtypes_, dtype_named, std::move(where_none_is_named));
}

std::vector<actjet_pass> selection::passes() const {
    std::vector<actjet_pass> passes = numbers_of(passes_, pass_named, {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD});
    for (const actjet_pass pass : passes) {
        if (validation::goes_over_rows(pass)) {
            refuse("pass {} goes over rows, of which this command has none: actjet apply --pass {} has", name_of(pass),
                   name_of(pass));
        }
    }
    return passes;
}

bool selection::includes(actjet_pass pass, const any_activation& activation) const {
    return !names_.empty() || actjet_pass_offered(pass, activation.id());
}

actjet_place selection::place() const {
    return place_named(place_);
}

}  // namespace actjet::tool
