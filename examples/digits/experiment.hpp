// One training run on any algebra: train_cpu.cpp and train_cuda.cu compile it.
#pragma once

#include "statistics.hpp"
#include "training.hpp"

#include <cmath>
#include <numeric>
#include <vector>

namespace digits {

template <class Algebra>
class experiment {
  public:
    using pass_type = pass<Algebra, float>;
    template <class T>
    using vector = typename Algebra::template vector<T>;

    experiment(const Algebra& algebra, const settings& set, const dataset& data)
        : algebra_(algebra),
          set_(set),
          data_(data),
          random_(set.seed),
          net_(algebra, set, pixels, classes, random_),
          train_(whole(data.train)) {}

    outcome run() {
        outcome result{};
        net_.forward(train_);
        net_.backward(train_);
        result.signal = signal(algebra_, train_);
        result.gradient = gradient(algebra_, train_);

        for (int epoch = 0; epoch < set_.epochs; ++epoch) {
            train_one_epoch();
        }

        net_.forward(train_);
        result.diverged = !std::isfinite(judge_pass(train_).loss);
        const unit_shares shares = units(algebra_, net_, train_);
        result.dead = shares.dead;
        result.saturated = shares.saturated;

        pass_type test = whole(data_.test);
        net_.forward(test);
        result.accuracy = judge_pass(test).accuracy;
        return result;
    }

  private:
    pass_type whole(const images& set) const {
        pass_type p = net_.make_pass(set.count());
        p.input = Algebra::upload(set.values);
        p.labels = Algebra::upload(set.labels);
        return p;
    }

    static score judge_pass(const pass_type& p) {
        return judge(Algebra::download(p.output()), Algebra::download(p.labels), classes);
    }

    void train_one_epoch() {
        std::vector<int> order(static_cast<std::size_t>(train_.rows));
        std::iota(order.begin(), order.end(), 0);
        random_.shuffle(order);
        const vector<int> shuffled = Algebra::upload(order);
        const int* next = Algebra::span(shuffled).data();
        if (batch_.rows == 0) {
            batch_ = net_.make_pass(set_.batch);
            batch_.training = true;
        }
        for (int done = 0; done + set_.batch <= train_.rows; done += set_.batch, next += set_.batch) {
            take(train_.input, batch_.input, next, pixels);
            take(train_.labels, batch_.labels, next, 1);
            net_.forward(batch_);
            net_.backward(batch_);
            net_.descend_by(set_.learning_rate, set_.momentum);
            ++batch_.step;
        }
    }

    template <class T>
    void take(const vector<T>& from, vector<T>& to, const int* order, std::size_t width) const {
        algebra_.for_each(to.size(), gather<T>{Algebra::span(from).data(), order, Algebra::span(to).data(), width});
    }

    const Algebra& algebra_;
    const settings& set_;
    const dataset& data_;
    random_source random_;
    network<Algebra, float> net_;
    pass_type train_;
    pass_type batch_;
};

}  // namespace digits
