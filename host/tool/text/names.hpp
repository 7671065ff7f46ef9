// The words of the command line for what the C interface numbers.
#pragma once

#include <actjet/actjet.hpp>

#include <string>
#include <vector>

namespace actjet::tool {

actjet_dtype dtype_named(const std::string& name);
actjet_pass pass_named(const std::string& name);
actjet_place place_named(const std::string& name);
const char* name_of(actjet_dtype dtype);
const char* name_of(actjet_pass pass);
const char* name_of(actjet_place place);

// The names of these operands of a pass: "gate, x, dy".
std::string names_of(actjet_pass pass, const std::vector<int>& operands);

// The candidate that is spelt most like name.
std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates);

// The activation of that name; refuses any other with the nearest name there is.
any_activation activation_named(const std::string& name);
// The activations of these names, or all of the catalogue where there are none.
std::vector<any_activation> activations_named(const std::vector<std::string>& names);

}  // namespace actjet::tool
