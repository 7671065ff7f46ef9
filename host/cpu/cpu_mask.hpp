// The CPUs that a thread may run on.
#pragma once

#include <cstddef>

namespace actjet::host {

class cpu_mask {
  public:
    constexpr cpu_mask() = default;  // equal to no thread's

    // Asks the system for the calling thread's: 0.1 to 0.3 us.
    static cpu_mask of_caller();

    // At least 1. Where the system does not tell, the CPUs of the machine.
    int count() const;

    // Lets the calling thread run there and nowhere else. What the system refuses changes nothing.
    void apply() const;

    friend bool operator==(const cpu_mask& a, const cpu_mask& b);

  private:
    // As many as Linux can be built for.
    static constexpr std::size_t most_cpus = 8192, word_bits = 8 * sizeof(unsigned long);

    std::size_t bytes_ = 0;  // that the system filled; 0 if it did not tell
    unsigned long words_[most_cpus / word_bits] = {};
};

}  // namespace actjet::host
