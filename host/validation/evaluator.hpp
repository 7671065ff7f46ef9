// An activation in a place, on arrays in host memory.
#pragma once

#include "device.hpp"

#include <actjet/actjet.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace actjet::validation {

// How many arrays a mode reads and writes.
constexpr std::size_t input_count(actjet_pass mode) {
    return mode == ACTJET_BACKWARD ? 2 : 1;
}
constexpr std::size_t output_count(actjet_pass mode) {
    return mode == ACTJET_JET ? 2 : 1;
}

// The call for n elements; inputs are x or x, dy, and outputs y, or y, dydx, or dx.
actjet_call make_call(const any_activation& activation, actjet_pass mode, actjet_dtype dtype, actjet_place place,
                      std::size_t n, const std::vector<const void*>& inputs, const std::vector<void*>& outputs);

// Throw actjet::error where the library refuses.
void require_place(actjet_place place);
void run_checked(const actjet_call& call);

class evaluator {
  public:
    // flags are those of actjet_call. Throws actjet::error if the place cannot be used or the library refuses the
    // parameters, before any work.
    evaluator(const any_activation& activation, actjet_dtype dtype, actjet_place place, std::uint32_t flags = 0);

    // inputs and outputs as in make_call(), in host memory whatever the place. Throws actjet::error.
    void run(actjet_pass mode, std::size_t n, const std::vector<const void*>& inputs,
             const std::vector<void*>& outputs);

  private:
    void run_in_place(actjet_pass mode, std::size_t n, const std::vector<const void*>& inputs,
                      const std::vector<void*>& outputs) const;
    void run_on_device(actjet_pass mode, std::size_t n, const std::vector<const void*>& inputs,
                       const std::vector<void*>& outputs);

    any_activation activation_;
    actjet_dtype dtype_;
    actjet_place place_;
    std::uint32_t flags_;
    std::vector<device_buffer> buffers_;  // as many as an earlier call needed, x first, all of one size
};

}  // namespace actjet::validation
