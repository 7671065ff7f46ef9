// The floating-point environment of the library's work: round to nearest, denormals kept, no traps.
#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#else
#include <cfenv>
#endif

namespace actjet::host {

// Sets that environment and puts the caller's back, flags included: its rounding mode, its flushing of denormals (which
// a library linked with -ffast-math turns on for the whole process) and its traps reach no result.
class float_environment {
  public:
#if defined(__x86_64__)
    float_environment() : saved_(_mm_getcsr()) {
        _mm_setcsr(0x1f80);
    }
    ~float_environment() {
        _mm_setcsr(saved_);
    }
#else
    float_environment() {
        std::fegetenv(&saved_);
        std::fesetenv(FE_DFL_ENV);
    }
    ~float_environment() {
        std::fesetenv(&saved_);
    }
#endif
    float_environment(const float_environment&) = delete;
    float_environment& operator=(const float_environment&) = delete;

  private:
#if defined(__x86_64__)
    unsigned saved_;
#else
    std::fenv_t saved_;
#endif
};

}  // namespace actjet::host
