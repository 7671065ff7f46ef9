// One training run on any machine: train_cpu.cpp and train_cuda.cu compile it.
#pragma once

#include "model.hpp"
#include "sha256.hpp"
#include "training.hpp"

#include <actjet/actjet.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace swiglu {

template <class Machine, class T>
class experiment {
  public:
    experiment(const Machine& machine, const settings& set, const digits::dataset& data)
        : machine_(machine),
          set_(set),
          random_(set.seed),
          model_(machine, set, digits::pixels, digits::classes, random_),
          train_(whole(data.train)),
          test_(whole(data.test)),
          batch_(model_.make_pass(static_cast<std::size_t>(set.batch))) {}

    std::string run(const listener& tell) {
        for (int epoch = 1; epoch <= set_.epochs; ++epoch) {
            train_one_epoch();
            tell(epoch, judge(train_).loss, judge(test_).accuracy);
        }
        return sha256_of_weights();
    }

  private:
    template <class U>
    using vector = typename Machine::template vector<U>;

    pass<Machine, T> whole(const digits::images& set) const {
        pass<Machine, T> p = model_.make_pass(set.labels.size());
        p.residual.front() = Machine::upload(set.values);
        p.labels = Machine::upload(set.labels);
        return p;
    }

    digits::score judge(pass<Machine, T>& p) const {
        model_.forward(p);
        return digits::judge(Machine::download(p.logits), Machine::download(p.labels), digits::classes);
    }

    void train_one_epoch() {
        std::vector<int> order(train_.rows);
        std::iota(order.begin(), order.end(), 0);
        random_.shuffle(order);
        const vector<int> shuffled = Machine::upload(order);
        const int* next = Machine::span(shuffled).data();
        for (std::size_t done = 0; done + batch_.rows <= train_.rows; done += batch_.rows, next += batch_.rows) {
            take(train_.residual.front(), batch_.residual.front(), next, digits::pixels);
            take(train_.labels, batch_.labels, next, 1);
            model_.forward(batch_);
            model_.backward(batch_);
            model_.descend_by(set_.learning_rate, set_.momentum);
        }
    }

    template <class U>
    void take(const vector<U>& from, vector<U>& to, const int* order, std::size_t width) const {
        machine_.for_each(to.size(),
                          digits::gather<U>{Machine::span(from).data(), order, Machine::span(to).data(), width});
    }

    std::string sha256_of_weights() {
        std::vector<std::byte> bytes;
        for (const auto* w : model_.parameters()) {
            for (const float number : Machine::download(w->master)) {
                const auto bits = std::bit_cast<std::uint32_t>(number);
                for (int shift = 0; shift < 32; shift += 8) {
                    bytes.push_back(static_cast<std::byte>(bits >> shift & 0xff));
                }
            }
        }
        return digits::sha256(bytes);
    }

    const Machine& machine_;
    const settings& set_;
    digits::random_source random_;
    model<Machine, T> model_;
    pass<Machine, T> train_, test_, batch_;
};

template <class Machine>
std::string train_on(const settings& set, const digits::dataset& data, const listener& tell) {
    const Machine machine;
    return set.dtype == precision::bfloat16 ? experiment<Machine, actjet::bfloat16>(machine, set, data).run(tell)
                                            : experiment<Machine, float>(machine, set, data).run(tell);
}

}  // namespace swiglu
