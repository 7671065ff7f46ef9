#include "digest_pass.hpp"

#include "device.hpp"
#include "evaluator.hpp"
#include "formats.hpp"
#include "hash.hpp"
#include "workers.hpp"

namespace actjet::tool {
namespace {

digest_fields fields_of(const digest_task& task) {
    return visit_format(task.dtype, [&]<class Format>(Format) -> digest_fields {
        const int bits = 8 * sizeof(typename Format::bits);
        return {Format::mantissa_bits, bits - 1 - Format::mantissa_bits, task.sampled};
    });
}

template <class Bits>
class host_pass final : public digest_pass {
  public:
    host_pass(const digest_task& task, unsigned threads)
        : place_(task.activation, task.dtype, ACTJET_CPU),
          mode_(task.mode),
          fields_(fields_of(task)),
          threads_(threads),
          x_(task.chunk),
          dy_(task.mode == ACTJET_BACKWARD ? task.chunk : 0) {
        for (std::size_t k = 0; k < output_count(mode_); ++k) {
            outputs_[k].resize(task.chunk);
        }
    }

    std::uint64_t run(std::uint64_t first) override {
        on_slices([&](std::uint64_t begin, std::uint64_t end) { return fill(first, begin, end); });
        std::vector<const void*> inputs{x_.data(), dy_.data()};
        std::vector<void*> outputs{outputs_[0].data(), outputs_[1].data()};
        inputs.resize(input_count(mode_));
        outputs.resize(output_count(mode_));
        place_.run(mode_, x_.size(), inputs, outputs);
        return on_slices([&](std::uint64_t begin, std::uint64_t end) { return hash(begin, end); });
    }

  private:
    std::uint64_t on_slices(const auto& work) const {
        return add_over_slices<std::uint64_t>(threads_, x_.size(), work);
    }

    std::uint64_t fill(std::uint64_t first, std::uint64_t begin, std::uint64_t end) {
        for (std::uint64_t i = begin; i < end; ++i) {
            x_[i] = static_cast<Bits>(digest_input(first + i, fields_));
        }
        for (std::uint64_t i = begin; mode_ == ACTJET_BACKWARD && i < end; ++i) {
            dy_[i] = static_cast<Bits>(digest_dy(x_[i], fields_));
        }
        return 0;
    }

    std::uint64_t hash(std::uint64_t begin, std::uint64_t end) const {
        std::uint64_t sum = 0;
        for (std::size_t k = 0; k < output_count(mode_); ++k) {
            for (std::uint64_t i = begin; i < end; ++i) {
                sum += digest_term(x_[i], static_cast<int>(k), outputs_[k][i]);
            }
        }
        return sum;
    }

    evaluator place_;
    actjet_mode mode_;
    digest_fields fields_;
    unsigned threads_;
    std::vector<Bits> x_, dy_, outputs_[2];
};

class device_pass final : public digest_pass {
  public:
    explicit device_pass(const digest_task& task) : task_(task), fields_(fields_of(task)), sum_(sizeof(std::uint64_t)) {
        for (std::size_t i = 0; i < input_count(task.mode) + output_count(task.mode); ++i) {
            arrays_.emplace_back(task.chunk * element_size(task.dtype));
        }
    }

    std::uint64_t run(std::uint64_t first) override {
        const std::size_t size = element_size(task_.dtype), input_arrays = input_count(task_.mode);
        void* const dy = task_.mode == ACTJET_BACKWARD ? arrays_[1].data() : nullptr;
        enqueue_digest_inputs(size, fields_, first, task_.chunk, arrays_[0].data(), dy);
        std::vector<void*> outputs;
        for (std::size_t i = input_arrays; i < arrays_.size(); ++i) {
            outputs.push_back(arrays_[i].data());
        }
        run_checked(make_call(task_.activation, task_.mode, task_.dtype, ACTJET_CUDA, task_.chunk,
                              {arrays_[0].data(), dy}, outputs));
        std::uint64_t sum = 0;
        sum_.upload(&sum, sizeof sum);
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            enqueue_digest_terms(size, task_.chunk, arrays_[0].data(), static_cast<int>(k), outputs[k], sum_.data());
        }
        sum_.download(&sum, sizeof sum);
        return sum;
    }

  private:
    digest_task task_;
    digest_fields fields_;
    std::vector<device_buffer> arrays_;  // x, or x and dy, and then the outputs
    device_buffer sum_;
};

}  // namespace

std::unique_ptr<digest_pass> make_host_pass(const digest_task& task, unsigned threads) {
    return visit_format(task.dtype, [&]<class Format>(Format) -> std::unique_ptr<digest_pass> {
        return std::make_unique<host_pass<typename Format::bits>>(task, threads);
    });
}

std::unique_ptr<digest_pass> make_device_pass(const digest_task& task) {
    require_place(ACTJET_CUDA);
    return std::make_unique<device_pass>(task);
}

}  // namespace actjet::tool
