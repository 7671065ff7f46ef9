// The CUDA place of a build without CUDA.
#include "api/failure.hpp"
#include "places.hpp"

namespace actjet::device {

void run_on_cuda(const host::request&) {
    require_cuda();
}

void require_cuda() {
    throw host::failure(ACTJET_NO_CUDA, "this actjet was built without CUDA (ACTJET_CUDA=OFF, or no nvcc was found)");
}

void refuse_device_memory(const host::request&) {}

const char* cuda_architectures() {
    return "";
}

}  // namespace actjet::device
