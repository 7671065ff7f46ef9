// An activation in a place, on arrays in host memory.
#pragma once

#include "device.hpp"

#include <actjet/actjet.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace actjet::validation {

// Of CUDA, the legacy default stream.
any_place place_of(actjet_place place);

// The call for the arrays that required_arrays() lists, in its order.
call make_call(actjet_pass pass, const any_activation& activation, const any_place& place,
               const std::vector<any_view>& inputs, const std::vector<any_view>& outputs, const settings& s = {});

// n elements of one dtype at each of these pointers.
template <class Pointers>
std::vector<any_view> views_of(actjet_dtype dtype, std::size_t n, const Pointers& arrays) {
    std::vector<any_view> views;
    for (const auto data : arrays) {
        views.emplace_back(dtype, data, n);
    }
    return views;
}

// Throws actjet::error where the library refuses.
void require_place(actjet_place place);

class evaluator {
  public:
    // Throws actjet::error if the place cannot be used or the library refuses the parameters for this dtype, before any
    // work.
    evaluator(const any_activation& activation, actjet_dtype dtype, actjet_place place, const settings& s = {});

    // inputs and outputs as in make_call(), of the evaluator's dtype, in host memory whatever the place. Throws
    // actjet::error.
    void run(actjet_pass pass, std::size_t n, const std::vector<const void*>& inputs,
             const std::vector<void*>& outputs);
    // All operands of the pass, in the order of actjet_pass_at(): each of its own dtype, without gaps, and repeated as
    // its view says.
    void run(actjet_pass pass, const std::vector<any_view>& operands);

  private:
    void run_on_device(actjet_pass pass, const std::vector<any_view>& operands);
    device_buffer& buffer(std::size_t k, std::size_t bytes);

    any_activation activation_;
    actjet_dtype dtype_;
    actjet_place place_;
    settings settings_;
    std::vector<std::unique_ptr<device_buffer>> buffers_;  // as large as a call needed: of each operand, then workspace
};

}  // namespace actjet::validation
