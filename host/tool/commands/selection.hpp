// Which activations, dtypes, modes and place a command goes over.
#pragma once

#include "command.hpp"
#include "parameters.hpp"

#include <string>
#include <vector>

namespace actjet::tool {

class selection {
  public:
    // Adds the positional names, --dtype (repeatable), --place and the parameters; with_modes also --mode (repeatable).
    // dtypes_meaning ends the help of --dtype with what none means. The object must outlive the parsing.
    void add_to(command& options, bool with_modes, const std::string& dtypes_meaning);

    // Those named, with the parameters that were given; all of the catalogue where none is named.
    std::vector<any_activation> activations() const;
    std::vector<actjet_dtype> dtypes(std::vector<actjet_dtype> where_none_is_named) const;
    std::vector<actjet_pass> modes() const;
    actjet_place place() const;

  private:
    std::vector<std::string> names_, dtypes_, modes_;
    std::string place_ = "cpu";
    parameter_options parameters_;
};

}  // namespace actjet::tool
