#include "evaluator.hpp"

#include "formats.hpp"
#include "passes.hpp"

#include <algorithm>

namespace actjet::validation {
namespace {

// Of what a view without gaps reaches: rows and columns that repeat are there once.
std::size_t bytes_of(const any_view& v) {
    const actjet_view& view = v.view();
    const std::uint64_t rows = view.row_stride == 0 ? 1 : view.row_period ? view.row_period : v.rows();
    const std::uint64_t columns = view.column_stride == 0 ? 1 : v.columns();
    return rows * columns * element_size(static_cast<actjet_dtype>(view.dtype));
}

any_view elsewhere(const any_view& v, void* data) {
    actjet_view view = v.view();
    view.data = data;
    return {view, v.rows(), v.columns()};
}

std::vector<any_view> operands_of(actjet_pass pass, const std::vector<any_view>& inputs,
                                  const std::vector<any_view>& outputs) {
    const pass_arrays where = required_arrays(pass);
    std::vector<any_view> operands(static_cast<std::size_t>(actjet_pass_at(pass)->operand_count));
    const auto fill = [&](const std::vector<int>& places, const std::vector<any_view>& given) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            operands[static_cast<std::size_t>(places[i])] = given.at(i);
        }
    };
    fill(where.inputs, inputs);
    fill(where.outputs, outputs);
    return operands;
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
    return {pass, activation, place, operands_of(pass, inputs, outputs), s};
}

evaluator::evaluator(const any_activation& activation, actjet_dtype dtype, actjet_place place, const settings& s)
    : activation_(activation), dtype_(dtype), place_(place), settings_(s) {
    require_place(place);
    void* const nothing = nullptr;
    make_call(ACTJET_FORWARD, activation_, place_of(place_), {{dtype, nothing, 0}}, {{dtype, nothing, 0}}, s).run();
}

void evaluator::run(actjet_pass pass, std::size_t n, const std::vector<const void*>& inputs,
                    const std::vector<void*>& outputs) {
    run(pass, operands_of(pass, views_of(dtype_, n, inputs), views_of(dtype_, n, outputs)));
}

void evaluator::run(actjet_pass pass, const std::vector<any_view>& operands) {
    if (place_ == ACTJET_CUDA) {
        run_on_device(pass, operands);
        return;
    }
    call c(pass, activation_, cpu, operands, settings_);
    std::vector<std::byte> workspace(c.workspace_bytes());
    c.set_workspace(workspace);
    c.run();
}

device_buffer& evaluator::buffer(std::size_t k, std::size_t bytes) {
    buffers_.resize(std::max(buffers_.size(), k + 1));
    if (!buffers_[k] || buffers_[k]->bytes() < bytes) {
        buffers_[k].reset();  // before there is another, which may need its room
        buffers_[k] = std::make_unique<device_buffer>(bytes);
    }
    return *buffers_[k];
}

void evaluator::run_on_device(actjet_pass pass, const std::vector<any_view>& operands) {
    const actjet_operand_info* const infos = actjet_pass_at(pass)->operands;
    std::vector<any_view> there(operands.size());
    for (std::size_t k = 0; k < operands.size(); ++k) {
        if (!operands[k].absent()) {
            device_buffer& memory = buffer(k, bytes_of(operands[k]));
            there[k] = elsewhere(operands[k], memory.data());
            if (infos[k].role == ACTJET_INPUT) {
                memory.upload(operands[k].view().data, bytes_of(operands[k]));
            }
        }
    }
    call c(pass, activation_, place_of(place_), there, settings_);
    const std::size_t bytes = c.workspace_bytes();
    c.set_workspace({static_cast<std::byte*>(bytes ? buffer(ACTJET_MAX_OPERANDS, bytes).data() : nullptr), bytes});
    c.run();
    for (std::size_t k = 0; k < operands.size(); ++k) {
        if (!operands[k].absent() && infos[k].role != ACTJET_INPUT) {
            buffers_[k]->download(operands[k].view().data, bytes_of(operands[k]));
        }
    }
}

}  // namespace actjet::validation
