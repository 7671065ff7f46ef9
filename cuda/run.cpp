// The CUDA place.
#include "../host/api/failure.hpp"
#include "../host/places.hpp"
#include "build.hpp"
#include "device.hpp"
#include "error.hpp"
#include "table.hpp"

#include <algorithm>

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

void launch_plain(const host::request& r, int capability, cudaStream_t stream, const error_scope& errors) {
    const void* inputs[ACTJET_MAX_OPERANDS];
    void* outputs[ACTJET_MAX_OPERANDS];
    const int input_count = r.pass->required_inputs, output_count = r.pass->required_outputs;
    std::transform(r.inputs(), r.inputs() + input_count, inputs, [](const host::array& a) { return a.data; });
    std::transform(r.outputs(), r.outputs() + output_count, outputs, [](const host::array& a) { return a.data; });
    const auto tiles = tile(r.n, host::element_size(r.target), inputs, input_count, outputs, output_count);
    const launcher launch = find_launcher(r);
    errors.require(launch(r, geometry_of(tiles, policy_for(capability), input_count), stream), "launching the kernel");
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
    const int capability = compute_capability(current.id(), errors);
    if (r.plain) {
        launch_plain(r, capability, stream, errors);
    } else {
        errors.require(find_view_launcher(r)(r, stream), "launching the kernel");
        errors.require(launch_sums(r, stream), "launching the kernel of the sums");
    }
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
