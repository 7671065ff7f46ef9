// What a benchmark needs of a place: memory, a clock, and the copy that the library's passes are compared with.
#pragma once

#include <actjet/actjet.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace actjet::bench {

// The arrays of one pass. A pass reads in[0] (and in[1] in backward) and writes out[0] (and out[1] in jet).
struct arrays {
    void* in[2];
    void* out[2];
};

constexpr int inputs(actjet_mode mode) {
    return mode == ACTJET_BACKWARD ? 2 : 1;
}
constexpr int outputs(actjet_mode mode) {
    return mode == ACTJET_JET ? 2 : 1;
}

class machine {
  public:
    virtual ~machine() = default;
    virtual actjet_place place() const = 0;
    virtual void* stream() const = 0;
    // Memory that the place can use, filled with contents.
    virtual void* allocate(std::size_t bytes, const void* contents) = 0;
    virtual void release(void* memory) = 0;
    // Seconds that work takes in the place.
    virtual double time(const std::function<void()>& work) = 0;
    // Moves bytes of each array of the mode's mix of reads and writes, at the speed of the memory, computing next to
    // nothing: the roofline.
    virtual void copy(actjet_mode mode, const arrays& a, std::size_t bytes) = 0;
    // Bytes that evict what the caches hold; a benchmark larger than the caches rotates over this much.
    virtual std::size_t cold_bytes() const = 0;
};

std::unique_ptr<machine> make_cpu();
// Null where there is no device, or the benchmarks were built without CUDA.
std::unique_ptr<machine> make_cuda();

}  // namespace actjet::bench
