// What the measuring method needs of a place: memory, random data, the copy that the library's passes are compared
// with, and a clock around a batch of calls.
#pragma once

#include <actjet/actjet.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace actjet::bench {

// The arrays of one pass. A pass reads in[0] (and in[1] in backward) and writes out[0] (and out[1] in jet).
struct arrays {
    void* in[2];
    void* out[2];
};

constexpr std::size_t inputs(actjet_pass mode) {
    return mode == ACTJET_BACKWARD ? 2 : 1;
}
constexpr std::size_t outputs(actjet_pass mode) {
    return mode == ACTJET_JET ? 2 : 1;
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
    // Moves bytes of each array of the mode's mix of reads and writes, at the speed of the memory, computing next to
    // nothing: the roofline. bytes is a multiple of 16.
    virtual void copy(actjet_pass mode, const arrays& a, std::size_t bytes) = 0;

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
