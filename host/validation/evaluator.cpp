#include "evaluator.hpp"

#include "formats.hpp"

namespace actjet::validation {
namespace {

void require(actjet_status status) {
    if (status != ACTJET_OK) {
        throw error(status, actjet_last_error());
    }
}

}  // namespace

void require_place(actjet_place place) {
    require(actjet_place_available(place));
}

void run_checked(const actjet_call& call) {
    require(actjet_run(&call));
}

actjet_call make_call(const any_activation& activation, actjet_pass mode, actjet_dtype dtype, actjet_place place,
                      std::size_t n, const std::vector<const void*>& inputs, const std::vector<void*>& outputs) {
    actjet_call call{};
    call.struct_size = sizeof call;
    call.activation = activation.id();
    call.mode = mode;
    call.dtype = dtype;
    call.place = place;
    call.n = n;
    call.x = inputs[0];
    if (mode == ACTJET_BACKWARD) {
        call.dy = inputs[1];
        call.dx = outputs[0];
    } else {
        call.y = outputs[0];
        call.dydx = mode == ACTJET_JET ? outputs[1] : nullptr;
    }
    for (const double value : activation.parameters()) {
        call.parameters[call.parameter_count++] = value;
    }
    return call;
}

evaluator::evaluator(const any_activation& activation, actjet_dtype dtype, actjet_place place, std::uint32_t flags)
    : activation_(activation), dtype_(dtype), place_(place), flags_(flags) {
    require_place(place);
    run_in_place(ACTJET_FORWARD, 0, {nullptr}, {nullptr});
}

void evaluator::run_in_place(actjet_pass mode, std::size_t n, const std::vector<const void*>& inputs,
                             const std::vector<void*>& outputs) const {
    actjet_call call = make_call(activation_, mode, dtype_, place_, n, inputs, outputs);
    call.flags = flags_;
    run_checked(call);
}

void evaluator::run(actjet_pass mode, std::size_t n, const std::vector<const void*>& inputs,
                    const std::vector<void*>& outputs) {
    if (place_ == ACTJET_CUDA) {
        run_on_device(mode, n, inputs, outputs);
        return;
    }
    run_in_place(mode, n, inputs, outputs);
}

void evaluator::run_on_device(actjet_pass mode, std::size_t n, const std::vector<const void*>& inputs,
                              const std::vector<void*>& outputs) {
    const std::size_t bytes = n * element_size(dtype_), arrays = inputs.size() + outputs.size();
    if (!buffers_.empty() && buffers_.front().bytes() < bytes) {
        buffers_.clear();
    }
    while (buffers_.size() < arrays) {
        buffers_.emplace_back(buffers_.empty() ? bytes : buffers_.front().bytes());
    }
    std::vector<const void*> device_inputs;
    std::vector<void*> device_outputs;
    for (std::size_t i = 0; i < arrays; ++i) {
        if (i < inputs.size()) {
            buffers_[i].upload(inputs[i], bytes);
            device_inputs.push_back(buffers_[i].data());
        } else {
            device_outputs.push_back(buffers_[i].data());
        }
    }
    run_in_place(mode, n, device_inputs, device_outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        buffers_[inputs.size() + i].download(outputs[i], bytes);
    }
}

}  // namespace actjet::validation
