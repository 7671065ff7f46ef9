#include "pass.hpp"

#include "../device.hpp"
#include "../evaluator.hpp"
#include "../formats.hpp"
#include "../passes.hpp"
#include "../workers.hpp"
#include "hash.hpp"

#include <span>
#include <vector>

namespace actjet::validation {
namespace {

template <class Bits>
class host_pass final : public digest_pass {
  public:
    host_pass(const digest_task& task, unsigned threads) : task_(task), threads_(threads) {
        // Says what the library refuses, before there are threads.
        require_place(ACTJET_CPU);
        digest(0, 0);
    }

    std::uint64_t run(std::uint64_t first) override {
        return add_over_slices<std::uint64_t>(threads_, task_.chunk, [&](std::uint64_t begin, std::uint64_t end) {
            return digest(first + begin, end - begin);
        });
    }

  private:
    // A slice lies in the thread's own caches, and is so short that the library computes it in this thread.
    std::uint64_t digest(std::uint64_t first, std::size_t n) const {
        const std::size_t inputs = arrays_.inputs.size(), outputs = arrays_.outputs.size();
        const auto memory = std::make_unique_for_overwrite<Bits[]>((inputs + outputs) * n);
        std::vector<void*> arrays;
        for (std::size_t k = 0; k < inputs + outputs; ++k) {
            Bits* const array = memory.get() + k * n;
            for (std::size_t i = 0; k < inputs && i < n; ++i) {
                array[i] = static_cast<Bits>(digest_element(first + i, static_cast<int>(k), task_.fields));
            }
            arrays.push_back(array);
        }
        const std::span all(arrays);
        make_call(task_.pass, task_.activation, cpu, views_of(task_.dtype, n, all.first(inputs)),
                  views_of(task_.dtype, n, all.last(outputs)))
            .run();
        std::uint64_t sum = 0;
        for (std::size_t k = 0; k < outputs; ++k) {
            const Bits* const output = memory.get() + (inputs + k) * n;
            for (std::size_t i = 0; i < n; ++i) {
                sum += digest_term(memory[i], static_cast<int>(k), output[i]);
            }
        }
        return sum;
    }

    digest_task task_;
    pass_arrays arrays_ = required_arrays(task_.pass);
    unsigned threads_;
};

class device_pass final : public digest_pass {
  public:
    explicit device_pass(const digest_task& task) : task_(task), sum_(sizeof(std::uint64_t)) {
        const pass_arrays arrays = required_arrays(task.pass);
        const auto allocate = [&](const std::vector<int>& places, std::vector<device_buffer>& buffers) {
            while (buffers.size() < places.size()) {
                buffers.emplace_back(task.chunk * element_size(task.dtype));
            }
        };
        allocate(arrays.inputs, inputs_);
        allocate(arrays.outputs, outputs_);
    }

    std::uint64_t run(std::uint64_t first) override {
        const std::size_t size = element_size(task_.dtype);
        for (std::size_t k = 0; k < inputs_.size(); ++k) {
            enqueue_digest_elements(size, task_.fields, first, task_.chunk, static_cast<int>(k), inputs_[k].data());
        }
        make_call(task_.pass, task_.activation, place_of(ACTJET_CUDA), views(inputs_), views(outputs_)).run();
        std::uint64_t sum = 0;
        sum_.upload(&sum, sizeof sum);
        for (std::size_t k = 0; k < outputs_.size(); ++k) {
            enqueue_digest_terms(size, task_.chunk, inputs_[0].data(), static_cast<int>(k), outputs_[k].data(),
                                 sum_.data());
        }
        sum_.download(&sum, sizeof sum);
        return sum;
    }

  private:
    std::vector<any_view> views(const std::vector<device_buffer>& buffers) const {
        std::vector<void*> pointers;
        for (const device_buffer& buffer : buffers) {
            pointers.push_back(buffer.data());
        }
        return views_of(task_.dtype, task_.chunk, pointers);
    }

    digest_task task_;
    std::vector<device_buffer> inputs_, outputs_;
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
