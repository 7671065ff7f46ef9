#include "evaluator.hpp"

#include "formats.hpp"
#include "passes.hpp"

#include <algorithm>

namespace actjet::validation {
namespace {

std::size_t bytes_of(const any_view& v) {
    return v.columns() * element_size(static_cast<actjet_dtype>(v.view().dtype));
}

any_view elsewhere(const any_view& v, void* data) {
    return {static_cast<actjet_dtype>(v.view().dtype), data, v.columns()};
}

}  // namespace

any_place place_of(actjet_place place) {
    return place == ACTJET_CUDA ? any_place(cuda_place::default_stream()) : any_place(cpu);
}

void require_place(actjet_place place) {
    if (const actjet_status status = actjet_place_available(place); status != ACTJET_OK) {
        throw error(status, actjet_last_error());
    }
}

call make_call(actjet_pass pass, const any_activation& activation, const any_place& place,
               const std::vector<any_view>& inputs, const std::vector<any_view>& outputs, const settings& s) {
    const pass_arrays where = required_arrays(pass);
    std::vector<any_view> operands(static_cast<std::size_t>(actjet_pass_at(pass)->operand_count));
    const auto fill = [&](const std::vector<int>& places, const std::vector<any_view>& given) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            operands[static_cast<std::size_t>(places[i])] = given.at(i);
        }
    };
    fill(where.inputs, inputs);
    fill(where.outputs, outputs);
    return {pass, activation, place, operands, s};
}

evaluator::evaluator(const any_activation& activation, actjet_dtype dtype, actjet_place place, const settings& s)
    : activation_(activation), dtype_(dtype), place_(place), settings_(s) {
    require_place(place);
    void* const nothing = nullptr;
    run_in_place(ACTJET_FORWARD, {{dtype, nothing, 0}}, {{dtype, nothing, 0}});
}

void evaluator::run(actjet_pass pass, std::size_t n, const std::vector<const void*>& inputs,
                    const std::vector<void*>& outputs) {
    run(pass, views_of(dtype_, n, inputs), views_of(dtype_, n, outputs));
}

void evaluator::run(actjet_pass pass, const std::vector<any_view>& inputs, const std::vector<any_view>& outputs) {
    if (place_ == ACTJET_CUDA) {
        run_on_device(pass, inputs, outputs);
        return;
    }
    run_in_place(pass, inputs, outputs);
}

void evaluator::run_in_place(actjet_pass pass, const std::vector<any_view>& inputs,
                             const std::vector<any_view>& outputs) const {
    make_call(pass, activation_, place_of(place_), inputs, outputs, settings_).run();
}

void evaluator::run_on_device(actjet_pass pass, const std::vector<any_view>& inputs,
                              const std::vector<any_view>& outputs) {
    std::size_t bytes = 0;
    for (const std::vector<any_view>* arrays : {&inputs, &outputs}) {
        for (const any_view& v : *arrays) {
            bytes = std::max(bytes, bytes_of(v));
        }
    }
    if (!buffers_.empty() && buffers_.front().bytes() < bytes) {
        buffers_.clear();
    }
    while (buffers_.size() < inputs.size() + outputs.size()) {
        buffers_.emplace_back(buffers_.empty() ? bytes : buffers_.front().bytes());
    }
    std::vector<any_view> device_inputs, device_outputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        buffers_[i].upload(inputs[i].view().data, bytes_of(inputs[i]));
        device_inputs.push_back(elsewhere(inputs[i], buffers_[i].data()));
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        device_outputs.push_back(elsewhere(outputs[i], buffers_[inputs.size() + i].data()));
    }
    run_in_place(pass, device_inputs, device_outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        buffers_[inputs.size() + i].download(outputs[i].view().data, bytes_of(outputs[i]));
    }
}

}  // namespace actjet::validation
