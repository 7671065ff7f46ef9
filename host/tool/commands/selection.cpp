#include "selection.hpp"

#include "../text/names.hpp"

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

void selection::add_to(command& options, bool with_modes, const std::string& dtypes_meaning) {
    options.arguments("names", names_, "Activations; all where none is named");
    options.repeatable_option("--dtype", dtypes_, "float32, float64, float16, bfloat16; " + dtypes_meaning);
    if (with_modes) {
        options.repeatable_option("--mode", modes_, "forward, jet, backward; all where none is named");
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

std::vector<actjet_pass> selection::modes() const {
    return numbers_of(modes_, mode_named, {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD});
}

actjet_place selection::place() const {
    return place_named(place_);
}

}  // namespace actjet::tool
