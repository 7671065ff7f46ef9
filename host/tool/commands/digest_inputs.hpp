// Which inputs a digest goes over, as options.
#pragma once

#include <host/validation/digests/inputs.hpp>

#include <string>

namespace actjet::tool {

class command;

class digest_input_options {
  public:
    // Adds --sample and --block. The object must outlive the parsing.
    void add_to(command& options);

    validation::digest_inputs of(actjet_dtype dtype) const;

  private:
    std::string block_;
    bool sample_ = false;
};

}  // namespace actjet::tool
