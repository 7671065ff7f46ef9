// What the CUDA runtime's error codes mean to a caller of the library, and what becomes of the runtime's own memory of
// the last error.
#pragma once

#include <cuda_runtime_api.h>

namespace actjet::device {

// Throws failure. what: what was being done.
[[noreturn]] void refuse(cudaError_t error, const char* what);

// Throws failure if a sticky error has been seen: the process can use CUDA no more.
void require_not_lost();

// One call of the library, as the runtime's last error sees it. An error that was there before is the caller's: it is
// neither reported nor cleared. One that the call itself causes and reports does not stay behind, unless it is sticky.
class error_scope {
  public:
    error_scope() : before_(cudaPeekAtLastError()) {}

    // Throws failure unless error is cudaSuccess.
    void require(cudaError_t error, const char* what) const;
    // Forgets error, which a call has just returned and which shall be no failure.
    void forget(cudaError_t error) const;

  private:
    cudaError_t before_;
};

}  // namespace actjet::device
