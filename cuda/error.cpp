#include "error.hpp"

#include "../host/api/failure.hpp"
#include "build.hpp"

#include <atomic>
#include <string>

namespace actjet::device {
namespace {

using host::failure;

// The first sticky error that this process has seen.
std::atomic<int> lost{cudaSuccess};

// After these the runtime returns the same error from every call until the process ends.
bool sticky(cudaError_t error) {
    switch (error) {
        case cudaErrorECCUncorrectable:
        case cudaErrorNvlinkUncorrectable:
        case cudaErrorContained:
        case cudaErrorIllegalAddress:
        case cudaErrorLaunchTimeout:
        case cudaErrorAssert:
        case cudaErrorHardwareStackError:
        case cudaErrorIllegalInstruction:
        case cudaErrorMisalignedAddress:
        case cudaErrorInvalidAddressSpace:
        case cudaErrorInvalidPc:
        case cudaErrorLaunchFailure:
        case cudaErrorTensorMemoryLeak:
        case cudaErrorMpsClientTerminated:
        case cudaErrorExternalDevice:
            return true;
        default:
            return false;
    }
}

bool no_kernel_image(cudaError_t error) {
    switch (error) {
        case cudaErrorInvalidDeviceFunction:
        case cudaErrorInvalidKernelImage:
        case cudaErrorNoKernelImageForDevice:
        case cudaErrorInvalidPtx:
        case cudaErrorJitCompilerNotFound:
        case cudaErrorUnsupportedPtxVersion:
        case cudaErrorJitCompilationDisabled:
            return true;
        default:
            return false;
    }
}

std::string text(cudaError_t error) {
    return std::string(cudaGetErrorName(error)) + ": " + cudaGetErrorString(error);
}

std::string version(int v) {
    return std::to_string(v / 1000) + "." + std::to_string(v % 1000 / 10);
}

[[noreturn]] void refuse_driver(cudaError_t error) {
    int driver = 0, runtime = 0;
    if (cudaDriverGetVersion(&driver) != cudaSuccess || driver == 0) {
        throw failure(ACTJET_NO_DRIVER, "there is no NVIDIA driver on this machine (" + text(error) + ")");
    }
    cudaRuntimeGetVersion(&runtime);
    throw failure(ACTJET_DRIVER_TOO_OLD, "the NVIDIA driver is for CUDA " + version(driver) +
                                             " and actjet was built with CUDA " + version(runtime) +
                                             ": a newer driver is needed (" + text(error) + ")");
}

[[noreturn]] void refuse_lost(cudaError_t error) {
    throw failure(ACTJET_DEVICE_LOST, "CUDA cannot be used any more in this process, because of an earlier " +
                                          text(error) + "; the CPU still can");
}

}  // namespace

void refuse(cudaError_t error, const char* what) {
    if (sticky(error)) {
        int none = cudaSuccess;
        lost.compare_exchange_strong(none, error);
        refuse_lost(error);
    }
    if (no_kernel_image(error)) {
        throw failure(ACTJET_NO_KERNEL_IMAGE, std::string("actjet holds no code for this GPU, only for ") +
                                                  architectures + " (" + text(error) + ")");
    }
    switch (error) {
        case cudaErrorInsufficientDriver:
        case cudaErrorSystemDriverMismatch:
        case cudaErrorCompatNotSupportedOnDevice:
            refuse_driver(error);
        case cudaErrorStubLibrary:
            throw failure(ACTJET_NO_DRIVER,
                          "the CUDA toolkit's stub stands in for the NVIDIA driver (" + text(error) + ")");
        case cudaErrorNoDevice:
            throw failure(ACTJET_NO_DRIVER, "there is no CUDA device that this process can see (" + text(error) + ")");
        case cudaErrorMemoryAllocation:
            throw failure(ACTJET_OUT_OF_MEMORY, std::string("out of device memory while ") + what);
        default:
            throw failure(ACTJET_CUDA_ERROR, std::string(what) + " failed: " + text(error));
    }
}

void require_not_lost() {
    if (const int error = lost.load(); error != cudaSuccess) {
        refuse_lost(static_cast<cudaError_t>(error));
    }
}

void error_scope::forget(cudaError_t error) const {
    if (before_ == cudaSuccess && !sticky(error) && cudaPeekAtLastError() == error) {
        cudaGetLastError();
    }
}

void error_scope::require(cudaError_t error, const char* what) const {
    if (error != cudaSuccess) {
        forget(error);
        refuse(error, what);
    }
}

}  // namespace actjet::device
