// An activation in a place, on arrays in host memory.
#pragma once

#include "device.hpp"

#include <actjet/actjet.hpp>

#include <cstddef>
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
    // Each of its own dtype, and one element after the other.
    void run(actjet_pass pass, const std::vector<any_view>& inputs, const std::vector<any_view>& outputs);

  private:
    void run_in_place(actjet_pass pass, const std::vector<any_view>& inputs,
                      const std::vector<any_view>& outputs) const;
    void run_on_device(actjet_pass pass, const std::vector<any_view>& inputs, const std::vector<any_view>& outputs);

    any_activation activation_;
    actjet_dtype dtype_;
    actjet_place place_;
    settings settings_;
    std::vector<device_buffer> buffers_;  // as many as an earlier call needed, inputs first, all of one size
};

}  // namespace actjet::validation
