#include "failure.hpp"

#include <cstdio>

namespace actjet::host {
namespace {

thread_local char last_error[512];

}  // namespace

void remember(const char* message) noexcept {
    std::snprintf(last_error, sizeof last_error, "%s", message);
}

}  // namespace actjet::host

extern "C" {

const char* actjet_last_error(void) {
    return actjet::host::last_error;
}

const char* actjet_status_name(actjet_status status) {
    switch (status) {
        case ACTJET_OK:
            return "OK";
        case ACTJET_INVALID_ARGUMENT:
            return "INVALID_ARGUMENT";
        case ACTJET_MISALIGNED:
            return "MISALIGNED";
        case ACTJET_OVERLAP:
            return "OVERLAP";
        case ACTJET_WRONG_MEMORY_SPACE:
            return "WRONG_MEMORY_SPACE";
        case ACTJET_NO_CUDA:
            return "NO_CUDA";
        case ACTJET_NO_DRIVER:
            return "NO_DRIVER";
        case ACTJET_DRIVER_TOO_OLD:
            return "DRIVER_TOO_OLD";
        case ACTJET_NO_KERNEL_IMAGE:
            return "NO_KERNEL_IMAGE";
        case ACTJET_DEVICE_LOST:
            return "DEVICE_LOST";
        case ACTJET_CUDA_ERROR:
            return "CUDA_ERROR";
        case ACTJET_OUT_OF_MEMORY:
            return "OUT_OF_MEMORY";
        case ACTJET_ENVIRONMENT:
            return "ENVIRONMENT";
        case ACTJET_INTERNAL:
            return "INTERNAL";
        case ACTJET_WORKSPACE:
            return "WORKSPACE";
    }
    return "unknown status";
}

}  // extern "C"
