#include "parameters.hpp"

#include "../text/numbers.hpp"

#include <algorithm>

namespace actjet::tool {
namespace {

bool has_parameter(const actjet_activation_info& info, const std::string& name) {
    return std::any_of(info.parameters, info.parameters + info.parameter_count,
                       [&](const actjet_parameter_info& p) { return name == p.name; });
}

// "leaky_relu: slope for x <= 0; ..."
std::string description(const std::string& name) {
    std::string text;
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info& info = *actjet_activation_at(i);
        for (const actjet_parameter_info& p :
             std::span(info.parameters, static_cast<std::size_t>(info.parameter_count))) {
            if (name == p.name) {
                text += (text.empty() ? "" : "; ") + std::string(info.name) + ": " + p.meaning;
            }
        }
    }
    return text;
}

}  // namespace

void parameter_options::add_to(command& options) {
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info& info = *actjet_activation_at(i);
        for (int k = 0; k < info.parameter_count; ++k) {
            given_[info.parameters[k].name];
        }
    }
    for (auto& [name, text] : given_) {
        std::string hyphened = name;
        std::replace(hyphened.begin(), hyphened.end(), '_', '-');
        const std::string flags = hyphened == name ? "--" + name : "--" + name + ",--" + hyphened;
        options.parameter(flags, text, description(name));
    }
}

void parameter_options::set(std::vector<any_activation>& activations) const {
    for (const auto& [name, text] : given_) {
        if (text.empty()) {
            continue;
        }
        const double value = parse_number(text, name);
        const bool known =
            std::any_of(activations.begin(), activations.end(),
                        [&parameter = name](const any_activation& a) { return has_parameter(a.info(), parameter); });
        for (any_activation& activation : activations) {
            if (!known || has_parameter(activation.info(), name)) {
                activation.set(name, value);
            }
        }
    }
}

}  // namespace actjet::tool
