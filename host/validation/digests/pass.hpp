// The passes of actjet digest: make inputs, run the library, hash its results, all where the data are.
#pragma once

#include "hash.hpp"

#include <actjet/actjet.hpp>

#include <cstdint>
#include <memory>

namespace actjet::validation {

struct digest_task {
    any_activation activation;
    actjet_dtype dtype;
    actjet_pass pass;
    digest_fields fields;
    std::uint64_t chunk;  // how many inputs a pass goes over
};

class digest_pass {
  public:
    virtual ~digest_pass() = default;
    // The sum of the terms of the inputs first, first + 1, ... of a chunk.
    virtual std::uint64_t run(std::uint64_t first) = 0;
};

// Both throw actjet::error if the place cannot be used or the library refuses the parameters.
std::unique_ptr<digest_pass> make_host_pass(const digest_task& task, unsigned threads);
std::unique_ptr<digest_pass> make_device_pass(const digest_task& task);

}  // namespace actjet::validation
