// Which activations, dtypes, passes and place a command goes over.
#pragma once

#include "command.hpp"
#include "parameters.hpp"

#include <string>
#include <vector>

namespace actjet::tool {

class selection {
  public:
    // Adds the positional names, --dtype (repeatable), --place and the parameters; with_passes also --pass
    // (repeatable). dtypes_meaning ends the help of --dtype with what none means. The object must outlive the parsing.
    void add_to(command& options, bool with_passes, const std::string& dtypes_meaning);

    // Those named, with the parameters that were given; all of the catalogue where none is named.
    std::vector<any_activation> activations() const;
    std::vector<actjet_dtype> dtypes(std::vector<actjet_dtype> where_none_is_named) const;
    // Those named; forward, jet and backward where none is named.
    std::vector<actjet_pass> passes() const;
    // Where no activation is named, those count that the pass is offered for; the library refuses any other.
    bool includes(actjet_pass pass, const any_activation& activation) const;
    actjet_place place() const;

  private:
    std::vector<std::string> names_, dtypes_, passes_;
    std::string place_ = "cpu";
    parameter_options parameters_;
};

}  // namespace actjet::tool
