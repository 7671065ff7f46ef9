#include "selection.hpp"

#include "names.hpp"

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

void selection::add_to(CLI::App& command, bool with_modes, const std::string& dtypes_meaning) {
    const auto add_repeatable = [&](const char* name, std::vector<std::string>& values, const std::string& meaning) {
        command.add_option(name, values, meaning)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    command.add_option("names", names_, "Activations; all where none is named");
    add_repeatable("--dtype", dtypes_, "float32, float64, float16, bfloat16; " + dtypes_meaning);
    if (with_modes) {
        add_repeatable("--mode", modes_, "forward, jet, backward; all where none is named");
    }
    command.add_option("--place", place_, "cpu or cuda")->capture_default_str();
    parameters_.add_to(command);
}

std::vector<any_activation> selection::activations() const {
    std::vector<any_activation> activations = activations_named(names_);
    parameters_.set(activations);
    return activations;
}

std::vector<actjet_dtype> selection::dtypes(std::vector<actjet_dtype> where_none_is_named) const {
    return numbers_of(dtypes_, dtype_named, std::move(where_none_is_named));
}

std::vector<actjet_mode> selection::modes() const {
    return numbers_of(modes_, mode_named, {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD});
}

actjet_place selection::place() const {
    return place_named(place_);
}

}  // namespace actjet::tool
