// One call in float32, float16 or bfloat16, cut into ranges of elements that threads can take.
#pragma once

#include "../api/request.hpp"
#include "instruction_set.hpp"
#include "tuning.hpp"

namespace actjet::host {

// The kernels of the plain passes of a request's activation, in their order. What they take is a core::prepared of it,
// or, if a user defined it, a core::source.
const kernel* plain_kernels(const instruction_set& isa, const request& r, std::size_t width);

// Every element, wherever it lies, goes through the same loop of whole steps: what does not fill a step is computed in
// a padded copy. So the bits of a result depend on its input and the parameters alone, and no element is computed
// twice.
class pass {
  public:
    // prepared is as for a kernel, and must outlive the pass.
    pass(const instruction_set& isa, const request& r, const void* prepared, const tuning& t);

    // Elements begin to end, in the calling thread. Ranges of a pass may run at the same time.
    void run(std::size_t begin, std::size_t end) const;

  private:
    // Elements that are computed at a time where a copy of them is needed: small enough for the first cache, and twice
    // for a stack of 16 KiB.
    static constexpr std::size_t block = 512;

    void run_float32(std::size_t begin, std::size_t end) const;
    void run_padded(std::size_t begin, std::size_t end) const;
    void run_converting(std::size_t begin, std::size_t end) const;
    // The inputs are in these arrays, and the outputs come to be there.
    void run_in_place(float* first, float* second, std::size_t n) const;

    const instruction_set& isa_;
    const request& r_;
    const void* prepared_;
    kernel kernel_;
    const converter* converter_;  // null for float32
    int inputs_, outputs_;
    memory_access access_;
};

}  // namespace actjet::host
