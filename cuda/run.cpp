// The CUDA place.
#include "../host/api/failure.hpp"
#include "../host/places.hpp"
#include "build.hpp"
#include "device.hpp"
#include "error.hpp"
#include "launch.hpp"

#include <string>

namespace actjet::device {
namespace {

// Pointers are looked up in every CUDA call, wanted or not.
constexpr bool always_check_pointers = ACTJET_DEBUG_BUILD || ACTJET_HOST_CHECKS;

// Calls check(pointer, name) for each array of the call.
template <class F>
void for_each_array(const host::request& r, F check) {
    for (std::size_t k = 0; k < r.pass->operands.size(); ++k) {
        if (const host::array& a = r.operands[k]) {
            check(a.data, r.pass->operands[k].name);
        }
    }
    if (r.sums != host::direction::none) {
        check(r.workspace, "workspace");
    }
    if (r.random.offset_memory) {
        check(r.random.offset_memory, "offset_memory");
    }
}

}  // namespace

void run_on_cuda(const host::request& r) {
    if (r.custom && !r.custom->kernels) {
        throw host::failure(
            ACTJET_INVALID_ARGUMENT,
            std::string(r.name()) + " has no CUDA code: the source that makes it was not compiled by nvcc");
    }
    require_not_lost();
    const error_scope errors;
    const auto stream = static_cast<cudaStream_t>(r.stream);
    const current_device current(stream, errors);
    if (r.check_pointers || always_check_pointers) {
        for_each_array(
            r, [&](const void* pointer, const char* name) { check_memory_space(pointer, name, current.id(), errors); });
    }
    if (r.over_rows()) {
        errors.require(launch_rows(r, stream), "launching the kernel");
        return;
    }
    errors.require(launch_elements(r, compute_capability(current.id(), errors), stream), "launching the kernel");
    errors.require(launch_sums(r, stream), "launching the kernel of the sums");
}

void require_cuda() {
    require_not_lost();
    const error_scope errors;
    int count = 0;
    errors.require(cudaGetDeviceCount(&count), "counting the CUDA devices");
    int current = 0;
    errors.require(cudaGetDevice(&current), "asking for the current device");
    if (!runs_on(compute_capability(current, errors))) {
        refuse(cudaErrorNoKernelImageForDevice, "looking for code");
    }
}

// Not in every debug build's CPU calls: the question starts the driver.
void refuse_device_memory(const host::request& r) {
    if (r.check_pointers) {
        const error_scope errors;
        for_each_array(r, [&](const void* pointer, const char* name) { check_host_memory(pointer, name, errors); });
    }
}

const char* cuda_architectures() {
    return architectures;
}

}  // namespace actjet::device
