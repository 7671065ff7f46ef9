// The CUDA place.
#include "../host/api/failure.hpp"
#include "../host/places.hpp"
#include "build.hpp"
#include "device.hpp"
#include "error.hpp"
#include "table.hpp"

namespace actjet::device {
namespace {

// Pointers are looked up in every CUDA call, wanted or not.
constexpr bool always_check_pointers = ACTJET_DEBUG_BUILD || ACTJET_HOST_CHECKS;

struct array_names {
    const char* inputs[2];
    const char* outputs[2];
};

constexpr array_names names_of(actjet_mode mode) {
    return mode == ACTJET_BACKWARD ? array_names{{"x", "dy"}, {"dx", nullptr}} : array_names{{"x"}, {"y", "dydx"}};
}

int input_count(const host::request& r) {
    return r.mode == ACTJET_BACKWARD ? 2 : 1;
}

int output_count(const host::request& r) {
    return r.mode == ACTJET_JET ? 2 : 1;
}

// Calls check(pointer, name) for each array of the call.
template <class F>
void for_each_array(const host::request& r, F check) {
    const array_names names = names_of(r.mode);
    for (int k = 0; k < input_count(r); ++k) {
        check(r.inputs[k], names.inputs[k]);
    }
    for (int k = 0; k < output_count(r); ++k) {
        check(r.outputs[k], names.outputs[k]);
    }
}

}  // namespace

void run_on_cuda(const host::request& r) {
    require_not_lost();
    const error_scope errors;
    const auto stream = static_cast<cudaStream_t>(r.stream);
    const current_device current(stream, errors);
    if (r.check_pointers || always_check_pointers) {
        for_each_array(
            r, [&](const void* pointer, const char* name) { check_memory_space(pointer, name, current.id(), errors); });
    }
    const auto tiles = tile(r.n, host::element_size(r.dtype), r.inputs, input_count(r), r.outputs, output_count(r));
    const auto policy = policy_for(compute_capability(current.id(), errors));
    const launcher launch = find_launcher(r);
    errors.require(launch(r, geometry_of(tiles, policy, input_count(r)), stream), "launching the kernel");
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
