// What the measuring method needs of a place: memory, random data, the copy that the library's passes are compared
// with, and a clock around a batch of calls.
#pragma once

#include <actjet/actjet.h>
#include <host/validation/passes.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace actjet::bench {

inline constexpr std::size_t most_inputs = 3, most_outputs = 2;

// The arrays that a pass must be given, in the order of its operands.
struct arrays {
    void* in[most_inputs];
    void* out[most_outputs];
};

inline std::size_t inputs(actjet_pass pass) {
    return validation::required_arrays(pass).inputs.size();
}
inline std::size_t outputs(actjet_pass pass) {
    return validation::required_arrays(pass).outputs.size();
}

// f(inputs, outputs) with these numbers of the pass as types, so that a loop is compiled for each mix of them.
template <std::size_t Inputs = 1, std::size_t Outputs = 1, class F>
void visit_mix(actjet_pass pass, const F& f) {
    if (inputs(pass) == Inputs && outputs(pass) == Outputs) {
        f(std::integral_constant<std::size_t, Inputs>{}, std::integral_constant<std::size_t, Outputs>{});
    } else if constexpr (Inputs < most_inputs || Outputs < most_outputs) {
        constexpr bool more_outputs = Outputs < most_outputs;
        visit_mix<more_outputs ? Inputs : Inputs + 1, more_outputs ? Outputs + 1 : 1>(pass, f);
    } else {
        throw std::logic_error("a pass of more arrays than the benchmarks hold");
    }
}

// Some calls that are run again and again as they are: on CUDA a graph, on the CPU a loop.
class batch {
  public:
    virtual ~batch() = default;
};

// Everything throws std::runtime_error with the place's own words where the place fails.
class machine {
  public:
    virtual ~machine() = default;
    virtual actjet_place place() const = 0;
    // The stream that calls are enqueued on.
    virtual void* stream() const = 0;

    virtual void* allocate(std::size_t bytes) = 0;
    virtual void release(void* memory) = 0;
    // Bytes that allocate() can be expected to find now.
    virtual std::size_t free_bytes() const = 0;
    // Writes numbers of the dtype over bytes of memory, drawn from N(0, 1), where they are used: on CUDA by a kernel.
    // The same seed gives the same numbers.
    virtual void fill(void* memory, actjet_dtype dtype, std::size_t bytes, unsigned seed) = 0;
    // Moves bytes of each array of the pass's mix of reads and writes, at the speed of the memory, computing next to
    // nothing: the roofline. bytes is a multiple of 16.
    virtual void copy(actjet_pass pass, const arrays& a, std::size_t bytes) = 0;

    // calls enqueues one batch each time it is called, which may be once or at every run, and lives as long as the
    // batch.
    virtual std::unique_ptr<batch> record(std::function<void()> calls) = 0;
    // Runs the sequence, one batch after the other with nothing in between, and returns the seconds of each. The first
    // is run once more before all others, not timed, so that the place is busy when the clock is read first.
    virtual std::vector<double> time(const std::vector<batch*>& sequence) = 0;

    // Bytes that evict what the caches hold: cold buffers are rotated through this much.
    virtual std::size_t cold_bytes() const = 0;
    // Seconds of work after which the clocks have settled.
    virtual double warm_up_seconds() const = 0;
};

std::unique_ptr<machine> make_cpu();
// Null where there is no device, or the benchmarks were built without CUDA.
std::unique_ptr<machine> make_cuda();

}  // namespace actjet::bench
