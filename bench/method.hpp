// How speed is measured here, on every place and for every peer. docs/benchmarks.md tells the same to users.
//
// A batch is one kind of work called many times, over buffers that rotate through more than the caches hold (cold) or
// that stay (hot). In each round every work's batch runs once, and then the copy with the same mix of reads and writes,
// twice; rounds follow one another without a pause. Figures are medians over the rounds: of seconds, and of the ratio
// of the first copy to a work of the same round, so that what disturbs a whole round falls out. The second copy to the
// first is the copy against itself: how far that ratio strays from 1 is the noise, and a smaller difference means
// nothing.
#pragma once

#include "machine.hpp"

#include <actjet/actjet.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace actjet::bench {

// What is measured: a pass over arrays of this many bytes each, a multiple of 64.
struct pass {
    actjet_pass id;
    actjet_dtype dtype;
    std::size_t bytes;

    std::size_t bytes_moved() const { return bytes * (inputs(id) + outputs(id)); }
    std::size_t elements() const;
};

enum class buffers { cold, hot };

// Enqueues one call over these arrays.
using work = std::function<void(const arrays&)>;

// The library's call for a pass. Throws actjet::error where the library refuses.
work library_call(const machine& m, const any_activation& activation, const pass& p);

// A batch has at least this many calls, but need not last longer than long_batch for that.
constexpr std::size_t least_calls = 20;
// Seconds. Below short_batch what lies between two batches is not small beside them.
constexpr double short_batch = 0.5e-3, long_batch = 20e-3;

// A copy that strays from itself by more makes the figures beside it worthless.
constexpr double most_noise = 0.1;
// No pass moves its bytes so much faster than the copy. On the CPU a pass may be up to 5/3 times as fast, since it may
// write past the caches, where the copy reads the lines that it writes to.
constexpr double most_ratio = 2;
// A measurement that these limits reject is made anew until it has been made so often.
constexpr int most_attempts = 2;

// Seconds of one call in each round.
struct samples {
    std::size_t sets = 0;   // of arrays that a batch rotates over
    std::size_t calls = 0;  // of a batch
    int attempts = 0;
    std::vector<std::vector<double>> works;  // one list for each work
    std::vector<double> copy, copy_again;

    double seconds(std::size_t which = 0) const;
    double copy_seconds() const;
    // Speed as a part of the copy's: the median over the rounds.
    double of_copy(std::size_t which = 0) const;
    // Seconds of one work over those of another: the median over the rounds.
    double ratio(std::size_t which, std::size_t other) const;
    // max(q, 1/q) - 1 for the copy's seconds q against itself, which nine rounds of ten do not exceed.
    double noise() const;
    // Why the figures of all works mean nothing; empty where they mean something.
    std::string doubt() const;
    // All of the above as a JSON object; names are those of the works.
    std::string json(const std::vector<std::string>& names) const;
};

double median(std::vector<double> values);

// Bytes that an arena for these passes takes.
std::size_t arena_bytes(const machine& m, const std::vector<pass>& passes, buffers kind);

// The memory of all passes that a run measures, allocated once. Inputs and outputs lie apart, so that inputs stay what
// they are, numbers of N(0, 1).
class arena {
  public:
    // For these passes, or others that need no more. Warms the clocks up.
    arena(machine& m, const std::vector<pass>& passes, buffers kind);
    ~arena();
    arena(const arena&) = delete;
    arena& operator=(const arena&) = delete;

    machine& on() const { return machine_; }
    // Each work is called over all buffers before anything is timed, so that what loads or allocates has done so.
    samples measure(const pass& p, const std::vector<work>& works, std::size_t rounds);

  private:
    std::vector<arrays> layout(const pass& p, std::size_t sets) const;
    samples measure_once(const pass& p, const std::vector<arrays>& sets, const std::vector<work>& works,
                         std::size_t rounds);
    std::unique_ptr<batch> record(const work& w, const std::vector<arrays>& sets, std::size_t calls);
    void fill(actjet_dtype dtype);
    void warm_up(const pass& p);

    machine& machine_;
    buffers kind_;
    std::size_t input_bytes_ = 0, output_bytes_ = 0;
    unsigned char *input_memory_ = nullptr, *output_memory_ = nullptr;
    int filled_with_ = 0;  // an actjet_dtype
};

}  // namespace actjet::bench
