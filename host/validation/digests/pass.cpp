#include "pass.hpp"

#include "../device.hpp"
#include "../evaluator.hpp"
#include "../formats.hpp"
#include "../workers.hpp"
#include "hash.hpp"

namespace actjet::validation {
namespace {

template <class Bits>
class host_pass final : public digest_pass {
  public:
    host_pass(const digest_task& task, unsigned threads) : task_(task), threads_(threads) {
        // Says what the library refuses, before there are threads.
        evaluator(task.activation, task.dtype, ACTJET_CPU);
    }

    std::uint64_t run(std::uint64_t first) override {
        return add_over_slices<std::uint64_t>(threads_, task_.chunk, [&](std::uint64_t begin, std::uint64_t end) {
            return digest(first + begin, end - begin);
        });
    }

  private:
    // A slice lies in the thread's own caches, and is so short that the library computes it in this thread.
    std::uint64_t digest(std::uint64_t first, std::size_t n) const {
        Bits x[slice_size], dy[slice_size], results[2][slice_size];
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = static_cast<Bits>(digest_input(first + i, task_.fields));
        }
        for (std::size_t i = 0; task_.mode == ACTJET_BACKWARD && i < n; ++i) {
            dy[i] = static_cast<Bits>(digest_dy(x[i], task_.fields));
        }
        run_checked(
            make_call(task_.activation, task_.mode, task_.dtype, ACTJET_CPU, n, {x, dy}, {results[0], results[1]}));
        std::uint64_t sum = 0;
        for (std::size_t k = 0; k < output_count(task_.mode); ++k) {
            for (std::size_t i = 0; i < n; ++i) {
                sum += digest_term(x[i], static_cast<int>(k), results[k][i]);
            }
        }
        return sum;
    }

    digest_task task_;
    unsigned threads_;
};

class device_pass final : public digest_pass {
  public:
    explicit device_pass(const digest_task& task) : task_(task), sum_(sizeof(std::uint64_t)) {
        for (std::size_t i = 0; i < input_count(task.mode) + output_count(task.mode); ++i) {
            arrays_.emplace_back(task.chunk * element_size(task.dtype));
        }
    }

    std::uint64_t run(std::uint64_t first) override {
        const std::size_t size = element_size(task_.dtype), input_arrays = input_count(task_.mode);
        void* const dy = task_.mode == ACTJET_BACKWARD ? arrays_[1].data() : nullptr;
        enqueue_digest_inputs(size, task_.fields, first, task_.chunk, arrays_[0].data(), dy);
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

}  // namespace actjet::validation
