// The loop of a plain pass over whole steps of float32, on any pack type.
#pragma once

#include <actjet/passes/elementwise.hpp>

#include <cstddef>

namespace actjet::host {

// Loops take a multiple of this many elements: what the widest of them handles at a time.
inline constexpr std::size_t step = 64;

// How a kernel deals with memory that the caches do not hold.
struct memory_access {
    // Writes past the caches, to outputs that are aligned to 64 bytes; another thread sees them after publish().
    bool streaming = false;
    // Has the lines that come next fetched: of the inputs, and of the outputs unless they are streamed.
    bool prefetching = false;
};

// One plain pass of one activation, ready to run: of what it is made, prepared points to. An output may be an input.
using kernel = void (*)(const void* prepared, const float* const* inputs, float* const* outputs, std::size_t n,
                        memory_access access);

// Has the lines of one pack fetched. They may lie past the end of an array. Inlined by force: to g++ a function that
// only fetches has no effect, and its calls are dropped.
template <class Pack>
[[gnu::always_inline]] inline void prefetch(const float* at) {
    constexpr int in_line = 64 / sizeof(float);
    for (int i = 0; i < Pack::lanes; i += in_line) {
        __builtin_prefetch(at + i);
    }
}

// All of a pack is loaded before any of it is stored, so that an output may be an input.
//
// A formula of 50 instructions on each of several packs fills the processor's window: while it lasts no load of the
// next step begins, and the processor's own prefetching stays too close. With these distances hardswish forward takes
// 14 % less time at 2^24 elements, sigmoid backward 20 % (EPYC 7003, AVX2), silu forward 21 % at 2^26 (Xeon, AVX-512);
// half or twice as far differs little. Distance 0 costs nothing that can be measured, and spares a second loop.
//
// Function is what the elements go through, a core::prepared.
template <class Pack, class Pass, class Function>
ACTJET_HD void run_steps(const Function& f, const float* const* inputs, float* const* outputs, std::size_t n,
                         memory_access access) {
    const float* from[passes::inputs<Pass>];
    float* to[passes::outputs<Pass>];
    const float* next[passes::inputs<Pass> + passes::outputs<Pass>];
    for (int k = 0; k < passes::inputs<Pass>; ++k) {
        from[k] = inputs[k];
        next[k] = from[k] + (access.prefetching ? 512 : 0);
    }
    for (int k = 0; k < passes::outputs<Pass>; ++k) {
        to[k] = outputs[k];
        // What is streamed must not be fetched.
        next[passes::inputs<Pass> + k] = access.streaming ? next[0] : to[k] + (access.prefetching ? 256 : 0);
    }
    for (std::size_t i = 0; i < n; i += Pack::lanes) {
        Pack in[passes::inputs<Pass>], out[passes::outputs<Pass>];
        for (const float* line : next) {
            prefetch<Pack>(line + i);
        }
        for (int k = 0; k < passes::inputs<Pass>; ++k) {
            in[k] = Pack::load(from[k] + i);
        }
        passes::apply_plain<Pass>(f, in, out);
        for (int k = 0; k < passes::outputs<Pass>; ++k) {
            if (access.streaming) {
                out[k].stream(to[k] + i);
            } else {
                out[k].store(to[k] + i);
            }
        }
    }
}

}  // namespace actjet::host
