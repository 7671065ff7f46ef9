#include "pass.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace actjet::host {
namespace {

constexpr std::size_t line = 64;

template <class T>
const T* input(const request& r, int k, std::size_t i) {
    return reinterpret_cast<const T*>(r.inputs()[k].data) + i;
}

template <class T>
T* output(const request& r, int k, std::size_t i) {
    return reinterpret_cast<T*>(r.outputs()[k].data) + i;
}

std::size_t round_up(std::size_t n) {
    return (n + step - 1) / step * step;
}

std::size_t offset_in_line(const void* p) {
    return reinterpret_cast<std::uintptr_t>(p) % line;
}

}  // namespace

const kernel* plain_kernels(const instruction_set& isa, const request& r, std::size_t width) {
    return r.custom ? r.custom->float32 : isa.activations[width][r.activation].of(r.target);
}

pass::pass(const instruction_set& isa, const request& r, const void* prepared, const tuning& t)
    : isa_(isa),
      r_(r),
      prepared_(prepared),
      kernel_(plain_kernels(isa, r, t.width)[r.pass->id - 1]),
      converter_(isa.converter_of(r.target)),
      inputs_(r.pass->required_inputs),
      outputs_(r.pass->required_outputs),
      access_(t.access) {
    // Streaming writes whole cache lines, of all outputs at once.
    access_.streaming &= outputs_ == 1 || offset_in_line(r.outputs()[0].data) == offset_in_line(r.outputs()[1].data);
}

void pass::run(std::size_t begin, std::size_t end) const {
    if (converter_) {
        run_converting(begin, end);
    } else {
        run_float32(begin, end);
    }
}

void pass::run_in_place(float* first, float* second, std::size_t n) const {
    const float* const in[] = {first, second};
    float* const out[] = {first, second};
    kernel_(prepared_, in, out, n, {});
}

// Less than a step, so that the padding is computed at most once per range.
void pass::run_padded(std::size_t begin, std::size_t end) const {
    if (begin == end) {
        return;
    }
    alignas(line) float planes[2][step];
    const std::size_t bytes = (end - begin) * sizeof(float);
    for (int k = 0; k < inputs_; ++k) {
        std::memset(planes[k], 0, sizeof planes[k]);
        std::memcpy(planes[k], input<float>(r_, k, begin), bytes);
    }
    run_in_place(planes[0], planes[1], step);
    for (int k = 0; k < outputs_; ++k) {
        std::memcpy(output<float>(r_, k, begin), planes[k], bytes);
    }
}

void pass::run_float32(std::size_t begin, std::size_t end) const {
    if (access_.streaming) {
        const std::size_t past_line = offset_in_line(output<float>(r_, 0, begin)) / sizeof(float);
        const std::size_t head = std::min(end - begin, (line / sizeof(float) - past_line) % (line / sizeof(float)));
        run_padded(begin, begin + head);
        begin += head;
    }
    if (const std::size_t whole = (end - begin) / step * step) {
        const float* in[2] = {};
        float* out[2] = {};
        for (int k = 0; k < inputs_; ++k) {
            in[k] = input<float>(r_, k, begin);
        }
        for (int k = 0; k < outputs_; ++k) {
            out[k] = output<float>(r_, k, begin);
        }
        kernel_(prepared_, in, out, whole, access_);
        begin += whole;
    }
    run_padded(begin, end);
    if (access_.streaming) {
        isa_.publish();
    }
}

void pass::run_converting(std::size_t begin, std::size_t end) const {
    alignas(line) float planes[2][block];
    std::uint16_t edge[step];
    for (; begin < end; begin += std::min(block, end - begin)) {
        const std::size_t n = std::min(block, end - begin), whole = n / step * step, rest = n - whole;
        for (int k = 0; k < inputs_; ++k) {
            const std::uint16_t* from = input<std::uint16_t>(r_, k, begin);
            converter_->widen(from, planes[k], whole);
            if (rest) {
                std::memset(edge, 0, sizeof edge);
                std::memcpy(edge, from + whole, rest * sizeof *edge);
                converter_->widen(edge, planes[k] + whole, step);
            }
        }
        run_in_place(planes[0], planes[1], round_up(n));
        for (int k = 0; k < outputs_; ++k) {
            std::uint16_t* to = output<std::uint16_t>(r_, k, begin);
            converter_->narrow(planes[k], to, whole);
            if (rest) {
                converter_->narrow(planes[k] + whole, edge, step);
                std::memcpy(to + whole, edge, rest * sizeof *edge);
            }
        }
    }
}

}  // namespace actjet::host
