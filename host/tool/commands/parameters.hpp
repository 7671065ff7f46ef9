// Every parameter of the catalogue as an option: --slope 0.2.
#pragma once

#include "command.hpp"

#include <actjet/actjet.hpp>

#include <map>
#include <string>
#include <vector>

namespace actjet::tool {

class parameter_options {
  public:
    // Adds one option for each name that a parameter of any activation has; --a-b and --a_b are the same option. The
    // object must outlive the parsing.
    void add_to(command& options);

    // Sets the parameters that were given. An activation without a parameter of that name is refused, or, where there
    // are several activations, left as it is; refused also if none of them has it. Values are checked by the library.
    void set(std::vector<any_activation>& activations) const;

  private:
    std::map<std::string, std::string> given_;  // what was written, by name; empty where nothing was
};

}  // namespace actjet::tool
