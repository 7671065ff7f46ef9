// A stack of blocks as in a transformer, and a classifier:
//     h = h + swiglu(norm(h) into) down,   swiglu = silu(gate) x, with gate and x the halves of its argument's rows
//     logits = norm(h) out
// trained by the mean cross-entropy of their softmax. T is the type of activations, and of the weights as products read
// them; all else is wide<T>.
#pragma once

#include "elementwise.hpp"
#include "kernels.hpp"
#include "random.hpp"
#include "settings.hpp"

#include <actjet/actjet.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace swiglu {

// Weights, a row for each input, and what a step of descent needs of them.
template <class Machine, class T>
struct parameter {
    template <class U>
    using vector = typename Machine::template vector<U>;

    std::size_t rows, columns;
    vector<wide<T>> master;
    vector<wide<T>> gradient;
    vector<wide<T>> velocity;
    vector<T> used;  // master, rounded, where products read it

    std::size_t size() const { return rows * columns; }
};

template <class Machine, class T>
struct block {
    parameter<Machine, T> gain;
    parameter<Machine, T> into;  // the matrices of gate and x, side by side
    parameter<Machine, T> down;
};

// What the model makes of `rows` images. All matrices have one row per image.
template <class Machine, class T>
struct pass {
    template <class U>
    using vector = typename Machine::template vector<U>;

    // What forward leaves for backward: for each norm its argument, the residual, and what it multiplied by and gave;
    // for each block gate and x, in whose place backward writes their gradients. silu(gate) x is not kept.
    std::size_t rows = 0;
    std::vector<vector<wide<T>>> residual, inverse;
    std::vector<vector<T>> normal, gates;
    vector<int> labels;
    vector<wide<T>> logits, dlogits;

    // Of the block that is at work.
    vector<T> gated, dgated, dnormal, rounded_dlogits, rounded_dresidual;
    vector<wide<T>> added, dresidual;
};

template <class Machine, class T>
class model {
  public:
    template <class U>
    using vector = typename Machine::template vector<U>;

    model(const Machine& machine, const settings& set, std::size_t width, std::size_t classes,
          digits::random_source& random)
        : machine_(machine), width_(width), hidden_(static_cast<std::size_t>(set.hidden)), classes_(classes) {
        for (int b = 0; b < set.blocks; ++b) {
            blocks_.push_back({ones(), drawn(width, 2 * hidden_, random), drawn(hidden_, width, random)});
        }
        gain_ = ones();
        out_ = drawn(width, classes, random);
    }

    pass<Machine, T> make_pass(std::size_t rows) const {
        pass<Machine, T> p;
        p.rows = rows;
        const std::size_t size = rows * width_, gated = rows * hidden_, logits = rows * classes_;
        for (std::size_t n = 0; n <= blocks_.size(); ++n) {
            p.residual.emplace_back(size);
            p.inverse.emplace_back(rows);
            p.normal.emplace_back(size);
        }
        for (std::size_t b = 0; b < blocks_.size(); ++b) {
            p.gates.emplace_back(2 * gated);
        }
        p.labels.resize(rows);
        for (auto* v : {&p.logits, &p.dlogits}) {
            v->resize(logits);
        }
        for (auto* v : {&p.added, &p.dresidual}) {
            v->resize(size);
        }
        for (auto* v : {&p.gated, &p.dgated}) {
            v->resize(gated);
        }
        p.dnormal.resize(size);
        p.rounded_dresidual.resize(size);
        p.rounded_dlogits.resize(logits);
        return p;
    }

    // p.residual[0], the images -> p.logits.
    void forward(pass<Machine, T>& p) const {
        for (std::size_t b = 0; b < blocks_.size(); ++b) {
            norm(p, b, blocks_[b].gain);
            multiply(matrix(p.normal[b], p.rows), weights(blocks_[b].into), matrix(p.gates[b], p.rows));
            const auto both = matrix(p.gates[b], p.rows);
            actjet::gated_forward(actjet::silu{}, machine_.place(), both.first_half(), both.second_half(),
                                  matrix(p.gated, p.rows));
            multiply(matrix(p.gated, p.rows), weights(blocks_[b].down), matrix(p.added, p.rows));
            machine_.for_each(p.added.size(),
                              add<wide<T>>{data(p.residual[b]), data(p.added), data(p.residual[b + 1])});
        }
        norm(p, blocks_.size(), gain_);
        multiply(matrix(p.normal.back(), p.rows), weights(out_), matrix(p.logits, p.rows));
    }

    // p after forward, p.labels -> the gradients of the mean cross-entropy with respect to the weights, and, in
    // p.dresidual, to the images.
    void backward(pass<Machine, T>& p) {
        softmax_gradient(p);
        round(p.dlogits, p.rounded_dlogits);
        gradient_of_product(p, p.normal.back(), p.rounded_dlogits, out_, p.dnormal);
        machine_.for_each(p.dresidual.size(), clear<wide<T>>{data(p.dresidual)});
        gradient_of_norm(p, blocks_.size(), gain_);
        for (std::size_t b = blocks_.size(); b-- > 0;) {
            round(p.dresidual, p.rounded_dresidual);
            multiply(matrix(p.rounded_dresidual, p.rows), transpose(weights(blocks_[b].down)),
                     matrix(p.dgated, p.rows));
            // In place, and p.gated once more, which forward did not keep.
            const auto both = matrix(p.gates[b], p.rows);
            actjet::gated_backward(actjet::silu{}, machine_.place(), both.first_half(), both.second_half(),
                                   matrix(p.dgated, p.rows), both.first_half(), both.second_half(),
                                   {.y = matrix(p.gated, p.rows)});
            gradient_of_weights(p, p.gated, p.rounded_dresidual, blocks_[b].down);
            gradient_of_product(p, p.normal[b], p.gates[b], blocks_[b].into, p.dnormal);
            gradient_of_norm(p, b, blocks_[b].gain);
        }
    }

    // One step of gradient descent, with momentum, by the gradients that backward left.
    void descend_by(double rate, double momentum) {
        for (auto* w : parameters()) {
            machine_.for_each(w->size(),
                              digits::descend<wide<T>>{data(w->gradient), data(w->velocity), data(w->master),
                                                       static_cast<wide<T>>(rate), static_cast<wide<T>>(momentum)});
            if (!w->used.empty()) {
                round(w->master, w->used);
            }
        }
    }

    // All weights, in the order of the formulas above.
    std::vector<parameter<Machine, T>*> parameters() {
        std::vector<parameter<Machine, T>*> all;
        for (auto& b : blocks_) {
            all.insert(all.end(), {&b.gain, &b.into, &b.down});
        }
        all.insert(all.end(), {&gain_, &out_});
        return all;
    }

    // To the type that products read.
    void round(const vector<wide<T>>& from, vector<T>& to) const {
        actjet::forward(actjet::identity{}, machine_.place(), Machine::span(from), Machine::span(to));
    }

  private:
    template <class U>
    static U* data(vector<U>& v) {
        return Machine::span(v).data();
    }
    template <class U>
    static const U* data(const vector<U>& v) {
        return Machine::span(v).data();
    }
    template <class U>
    static actjet::view<U> matrix(vector<U>& v, std::size_t rows) {
        return {data(v), rows, v.size() / rows};
    }
    template <class U>
    static actjet::view<const U> matrix(const vector<U>& v, std::size_t rows) {
        return {data(v), rows, v.size() / rows};
    }
    static actjet::view<const T> weights(const parameter<Machine, T>& w) { return {data(w.used), w.rows, w.columns}; }

    template <class A, class U>
    void multiply(const actjet::view<A>& a, const actjet::view<const T>& b, const actjet::view<U>& c) const {
        machine_.for_each(c.rows * c.columns,
                          product<T, U>{{a.data, a.rows, a.columns, a.row_stride, a.column_stride}, b, c});
    }

    void norm(pass<Machine, T>& p, std::size_t n, const parameter<Machine, T>& gain) const {
        machine_.for_each(p.rows, normalise<T>{data(p.residual[n]), data(gain.master), data(p.inverse[n]),
                                               data(p.normal[n]), width_});
    }

    // p.dnormal -> the gradient of the gain, and what passes on to the residual.
    void gradient_of_norm(pass<Machine, T>& p, std::size_t n, parameter<Machine, T>& gain) const {
        machine_.for_each(width_, gain_gradient<T>{data(p.residual[n]), data(p.inverse[n]), data(p.dnormal),
                                                   data(gain.gradient), p.rows, width_});
        machine_.for_each(p.rows, normalise_gradient<T>{data(p.residual[n]), data(gain.master), data(p.inverse[n]),
                                                        data(p.dnormal), data(p.dresidual), width_});
    }

    void gradient_of_weights(const pass<Machine, T>& p, const vector<T>& input, const vector<T>& delta,
                             parameter<Machine, T>& w) const {
        const actjet::view<wide<T>> gradient{data(w.gradient), w.rows, w.columns};
        multiply(transpose(matrix(input, p.rows)), matrix(delta, p.rows), gradient);
    }
    void gradient_of_product(const pass<Machine, T>& p, const vector<T>& input, const vector<T>& delta,
                             parameter<Machine, T>& w, vector<T>& dinput) const {
        gradient_of_weights(p, input, delta, w);
        multiply(matrix(delta, p.rows), transpose(weights(w)), matrix(dinput, p.rows));
    }

    void softmax_gradient(pass<Machine, T>& p) const {
        const auto delta = Machine::span(p.dlogits);
        machine_.for_each(p.rows, digits::subtract_row_maximum<wide<T>>{data(p.logits), delta.data(), classes_});
        actjet::forward(actjet::exponential{}, machine_.place(), delta, delta);
        machine_.for_each(p.rows, digits::cross_entropy_gradient<wide<T>>{data(p.labels), delta.data(), classes_,
                                                                          static_cast<wide<T>>(p.rows)});
    }

    parameter<Machine, T> of(std::size_t rows, std::size_t columns, const std::vector<wide<T>>& values) const {
        parameter<Machine, T> w{rows, columns, Machine::upload(values), {}, {}, {}};
        w.gradient.resize(values.size());
        w.velocity.resize(values.size());
        return w;
    }

    // Gains, which no product reads.
    parameter<Machine, T> ones() const { return of(1, width_, std::vector<wide<T>>(width_, 1)); }

    // Uniform, of mean 0 and variance 1 / rows.
    parameter<Machine, T> drawn(std::size_t rows, std::size_t columns, digits::random_source& random) const {
        std::vector<wide<T>> values(rows * columns);
        const double greatest = std::sqrt(3 / static_cast<double>(rows));
        for (wide<T>& v : values) {
            v = static_cast<wide<T>>(random.symmetric() * greatest);
        }
        parameter<Machine, T> w = of(rows, columns, values);
        w.used.resize(values.size());
        round(w.master, w.used);
        return w;
    }

    const Machine& machine_;
    std::size_t width_, hidden_, classes_;
    std::vector<block<Machine, T>> blocks_;
    parameter<Machine, T> gain_{};
    parameter<Machine, T> out_{};
};

}  // namespace swiglu
