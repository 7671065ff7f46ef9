// A multilayer perceptron: `depth` hidden layers of `width` units with one activation, and a linear output layer whose
// softmax is trained by cross-entropy.
#pragma once

#include "algebra.hpp"
#include "elementwise.hpp"
#include "random.hpp"
#include "settings.hpp"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace digits {

// z = input * weights + bias. A layer's weights (inputs x outputs) and biases (outputs) lie in one buffer, and so do
// their gradients.
template <class Algebra, class T>
struct layer {
    int inputs;
    int outputs;
    typename Algebra::template vector<T> parameters;
    typename Algebra::template vector<T> gradient;
    typename Algebra::template vector<T> velocity;

    std::size_t weights() const { return static_cast<std::size_t>(inputs) * static_cast<std::size_t>(outputs); }
};

// What the network makes of `rows` images. All matrices have one row per image.
template <class Algebra, class T>
struct pass {
    template <class U>
    using vector = typename Algebra::template vector<U>;

    int rows = 0;
    vector<T> input;
    vector<int> labels;
    std::vector<vector<T>> z;      // what each layer's units add up to; the last one is the output
    std::vector<vector<T>> y;      // what each hidden layer makes of it: y = f(z)
    std::vector<vector<T>> delta;  // the gradient of the mean cross-entropy with respect to z
};

// The variance that a layer of n inputs and m outputs draws its weights with.
inline double variance_of(init weights, double n, double m) {
    switch (weights) {
        case init::classic:
            return 1 / (3 * n);
        case init::xavier:
            return 2 / (n + m);
        case init::he:
            return 2 / n;
        default:
            return 1 / n;
    }
}

template <class Algebra, class T>
class network {
  public:
    network(const Algebra& algebra, const settings& set, int inputs, int outputs, random_source& random)
        : algebra_(algebra), activation_(set.activation) {
        for (int l = 0; l <= set.depth; ++l) {
            const bool hidden = l < set.depth;
            const int n = l == 0 ? inputs : set.width;
            const int m = hidden ? set.width : outputs;
            add_layer(n, m, variance_of(hidden ? resolve(set) : init::lecun, n, m), random);
        }
    }

    pass<Algebra, T> make_pass(int rows) const {
        pass<Algebra, T> p;
        const auto r = static_cast<std::size_t>(rows);
        p.rows = rows;
        p.input.resize(r * static_cast<std::size_t>(layers_.front().inputs));
        p.labels.resize(r);
        for (const auto& layer : layers_) {
            const std::size_t size = r * static_cast<std::size_t>(layer.outputs);
            p.z.emplace_back(size);
            p.delta.emplace_back(size);
            p.y.emplace_back(&layer == &layers_.back() ? 0 : size);
        }
        return p;
    }

    // p.input -> p.z and p.y.
    void forward(pass<Algebra, T>& p) const {
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const auto& layer = layers_[l];
            const T* parameters = Algebra::span(layer.parameters).data();
            const auto z = Algebra::span(p.z[l]);
            algebra_.multiply(input(p, l), weights(layer), matrix<T>{z.data(), p.rows, layer.outputs});
            algebra_.for_each(z.size(), add_bias<T>{parameters + layer.weights(), z.data(), width(layer)});
            if (l + 1 < layers_.size()) {
                actjet::forward(activation_, algebra_.place(), z, Algebra::span(p.y[l]));
            }
        }
    }

    // p after forward, p.labels -> p.delta and the gradient of the mean cross-entropy with respect to the parameters.
    void backward(pass<Algebra, T>& p) {
        output_delta(p);
        for (std::size_t l = layers_.size(); l-- > 0;) {
            auto& layer = layers_[l];
            T* gradient = Algebra::span(layer.gradient).data();
            const matrix<const T> delta{Algebra::span(p.delta[l]).data(), p.rows, layer.outputs};
            algebra_.multiply(transpose(input(p, l)), delta, matrix<T>{gradient, layer.inputs, layer.outputs});
            algebra_.for_each(
                width(layer),
                reduce_columns<T, sum>{
                    delta.data, gradient + layer.weights(), static_cast<std::size_t>(p.rows), width(layer), {}});
            if (l > 0) {
                const auto below = Algebra::span(p.delta[l - 1]);
                algebra_.multiply(delta, transpose(weights(layer)), matrix<T>{below.data(), p.rows, layer.inputs});
                // In place: f' is computed anew from z, so that forward need not keep it.
                actjet::backward(activation_, algebra_.place(), Algebra::span(p.z[l - 1]), below, below);
            }
        }
    }

    // One step of gradient descent with the gradient that backward left.
    void descend_by(double rate, double momentum) {
        for (auto& layer : layers_) {
            algebra_.for_each(
                layer.parameters.size(),
                descend<T>{Algebra::span(layer.gradient).data(), Algebra::span(layer.velocity).data(),
                           Algebra::span(layer.parameters).data(), static_cast<T>(rate), static_cast<T>(momentum)});
        }
    }

    std::vector<layer<Algebra, T>>& layers() { return layers_; }

  private:
    static std::size_t width(const layer<Algebra, T>& layer) { return static_cast<std::size_t>(layer.outputs); }

    static matrix<const T> weights(const layer<Algebra, T>& layer) {
        return {Algebra::span(layer.parameters).data(), layer.inputs, layer.outputs};
    }

    matrix<const T> input(const pass<Algebra, T>& p, std::size_t l) const {
        return {Algebra::span(l == 0 ? p.input : p.y[l - 1]).data(), p.rows, layers_[l].inputs};
    }

    void add_layer(int inputs, int outputs, double variance, random_source& random) {
        layer<Algebra, T> added{inputs, outputs, {}, {}, {}};
        std::vector<T> values(added.weights() + width(added), T(0));
        for (std::size_t i = 0; i < added.weights(); ++i) {
            values[i] = static_cast<T>(random.symmetric() * std::sqrt(3 * variance));
        }
        added.parameters = Algebra::upload(values);
        added.gradient.resize(values.size());
        added.velocity.resize(values.size());
        layers_.push_back(std::move(added));
    }

    void output_delta(pass<Algebra, T>& p) const {
        const auto delta = Algebra::span(p.delta.back());
        const auto rows = static_cast<std::size_t>(p.rows);
        const std::size_t outputs = width(layers_.back());
        algebra_.for_each(rows, subtract_row_maximum<T>{Algebra::span(p.z.back()).data(), delta.data(), outputs});
        actjet::forward(actjet::exponential{}, algebra_.place(), delta, delta);
        algebra_.for_each(rows, cross_entropy_gradient<T>{Algebra::span(p.labels).data(), delta.data(), outputs,
                                                          static_cast<T>(p.rows)});
    }

    const Algebra& algebra_;
    actjet::any_activation activation_;
    std::vector<layer<Algebra, T>> layers_;
};

}  // namespace digits
