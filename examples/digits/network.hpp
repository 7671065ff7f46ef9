// A multilayer perceptron: `depth` hidden layers of `width` units with one activation, and a linear output layer, one
// of the identity, whose softmax is trained by cross-entropy.
#pragma once

#include "algebra.hpp"
#include "elementwise.hpp"
#include "random.hpp"
#include "settings.hpp"

#include <actjet/actjet.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace digits {

// y = f(z + bias), z = input * weights. A layer's weights (inputs x outputs), biases (outputs) and, where its
// activation learns them, slopes (outputs) lie in one buffer, and so do their gradients.
template <class Algebra, class T>
struct layer {
    int inputs;
    int outputs;
    actjet::any_activation activation;
    typename Algebra::template vector<T> parameters;
    typename Algebra::template vector<T> gradient;
    typename Algebra::template vector<T> velocity;

    std::size_t width() const { return static_cast<std::size_t>(outputs); }
    std::size_t weights() const { return static_cast<std::size_t>(inputs) * width(); }
    bool learns_slopes() const { return activation.id() == ACTJET_PRELU; }
    bool draws_slopes() const { return activation.id() == ACTJET_RRELU; }

    // The biases in parameters, or their gradients in gradient, as an operand of actjet.
    template <class Vector>
    auto bias(Vector& of) const {
        return actjet::per_column(Algebra::span(of).subspan(weights(), width()));
    }
    // The slopes likewise; left out where there are none.
    template <class View, class Vector>
    View slope(Vector& of) const {
        return learns_slopes() ? View(actjet::per_column(Algebra::span(of).subspan(weights() + width()))) : View();
    }
};

// What the network makes of `rows` images. All matrices have one row per image.
template <class Algebra, class T>
struct pass {
    template <class U>
    using vector = typename Algebra::template vector<U>;

    int rows = 0;
    bool training = false;   // random slopes are drawn; otherwise they are their mean
    std::uint64_t step = 0;  // other slopes for each
    vector<T> input;
    vector<int> labels;
    std::vector<vector<T>> z;      // what each layer's units add up to, without their biases
    std::vector<vector<T>> y;      // what each layer makes of it; the last one is the output
    std::vector<vector<T>> delta;  // the gradient of the mean cross-entropy with respect to z
    vector<std::byte> workspace;   // of sums

    vector<T>& output() { return y.back(); }
    const vector<T>& output() const { return y.back(); }
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
        : algebra_(algebra), seed_(set.seed) {
        for (int l = 0; l <= set.depth; ++l) {
            const bool hidden = l < set.depth;
            const int n = l == 0 ? inputs : set.width;
            const int m = hidden ? set.width : outputs;
            add_layer(n, m, hidden ? set.activation : actjet::identity{},
                      variance_of(hidden ? resolve(set) : init::lecun, n, m), random);
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
            p.y.emplace_back(size);
        }
        return p;
    }

    // p.input -> p.z and p.y.
    void forward(pass<Algebra, T>& p) const {
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const auto& layer = layers_[l];
            const auto z = rows_of(p.z[l], p);
            algebra_.multiply(input(p, l), weights(layer), matrix<T>{z.data, p.rows, layer.outputs});
            actjet::forward(layer.activation, algebra_.place(), z, rows_of(p.y[l], p), with_parameters(p, l));
        }
    }

    // p after forward, p.labels -> p.delta and the gradient of the mean cross-entropy with respect to the parameters.
    void backward(pass<Algebra, T>& p) {
        output_gradient(p);
        for (std::size_t l = layers_.size(); l-- > 0;) {
            auto& layer = layers_[l];
            backward_through_activation(p, l);
            T* gradient = Algebra::span(layer.gradient).data();
            const matrix<const T> delta{Algebra::span(p.delta[l]).data(), p.rows, layer.outputs};
            algebra_.multiply(transpose(input(p, l)), delta, matrix<T>{gradient, layer.inputs, layer.outputs});
            if (l > 0) {
                algebra_.multiply(delta, transpose(weights(layer)),
                                  matrix<T>{Algebra::span(p.delta[l - 1]).data(), p.rows, layer.inputs});
            }
        }
    }

    // f' of all units of a layer, after forward. Overwrites p.y[l] with what it was.
    void slopes(pass<Algebra, T>& p, std::size_t l, typename Algebra::template vector<T>& out) const {
        actjet::jet(layers_[l].activation, algebra_.place(), rows_of(p.z[l], p), rows_of(p.y[l], p), rows_of(out, p),
                    with_parameters(p, l));
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
    template <class Vector>
    static auto rows_of(Vector& v, const pass<Algebra, T>& p) {
        const auto span = Algebra::span(v);
        const auto rows = static_cast<std::size_t>(p.rows);
        return actjet::view<typename decltype(span)::element_type>{span.data(), rows, span.size() / rows};
    }

    static matrix<const T> weights(const layer<Algebra, T>& layer) {
        return {Algebra::span(layer.parameters).data(), layer.inputs, layer.outputs};
    }

    matrix<const T> input(const pass<Algebra, T>& p, std::size_t l) const {
        return {Algebra::span(l == 0 ? p.input : p.y[l - 1]).data(), p.rows, layers_[l].inputs};
    }

    actjet::settings settings_of(const pass<Algebra, T>& p, std::size_t l) const {
        actjet::settings s;
        s.random_parameter = p.training && layers_[l].draws_slopes();
        s.seed = seed_;
        s.offset = p.step * layers_.size() + l;
        return s;
    }

    actjet::forward_options with_parameters(const pass<Algebra, T>& p, std::size_t l) const {
        const auto& layer = layers_[l];
        return {layer.bias(layer.parameters), layer.template slope<actjet::input_view>(layer.parameters),
                settings_of(p, l)};
    }

    // p.delta[l] from the gradient with respect to y to that with respect to z, in place, and the gradients of biases
    // and slopes in the same call. f' is computed anew from z, so that forward need not keep it, and random slopes are
    // drawn again.
    void backward_through_activation(pass<Algebra, T>& p, std::size_t l) {
        auto& layer = layers_[l];
        const auto delta = rows_of(p.delta[l], p);
        const actjet::forward_options made_of = with_parameters(p, l);
        actjet::call call(ACTJET_BACKWARD, layer.activation, algebra_.place(),
                          {rows_of(p.z[l], p),
                           delta,
                           delta,
                           made_of.bias,
                           made_of.parameter,
                           {},
                           layer.bias(layer.gradient),
                           layer.template slope<actjet::output_view>(layer.gradient)},
                          made_of.settings);
        if (const std::size_t bytes = call.workspace_bytes(); p.workspace.size() < bytes) {
            p.workspace.resize(bytes);
        }
        call.set_workspace(Algebra::span(p.workspace));
        call.run();
    }

    void add_layer(int inputs, int outputs, const actjet::any_activation& activation, double variance,
                   random_source& random) {
        layer<Algebra, T> added{inputs, outputs, activation, {}, {}, {}};
        const std::size_t slopes = added.learns_slopes() ? added.width() : 0;
        std::vector<T> values(added.weights() + added.width() + slopes, T(0));
        for (std::size_t i = 0; i < added.weights(); ++i) {
            values[i] = static_cast<T>(random.symmetric() * std::sqrt(3 * variance));
        }
        if (slopes != 0) {
            const double start =
                activation.parameters().empty() ? activation.info().parameters[0].standard : activation.parameters()[0];
            std::fill(values.end() - static_cast<std::ptrdiff_t>(slopes), values.end(), static_cast<T>(start));
        }
        added.parameters = Algebra::upload(values);
        added.gradient.resize(values.size());
        added.velocity.resize(values.size());
        layers_.push_back(std::move(added));
    }

    // With respect to the output.
    void output_gradient(pass<Algebra, T>& p) const {
        const auto delta = Algebra::span(p.delta.back());
        const auto rows = static_cast<std::size_t>(p.rows);
        const std::size_t outputs = layers_.back().width();
        algebra_.for_each(rows, subtract_row_maximum<T>{Algebra::span(p.output()).data(), delta.data(), outputs});
        actjet::forward(actjet::exponential{}, algebra_.place(), delta, delta);
        algebra_.for_each(rows, cross_entropy_gradient<T>{Algebra::span(p.labels).data(), delta.data(), outputs,
                                                          static_cast<T>(p.rows)});
    }

    const Algebra& algebra_;
    std::uint64_t seed_;
    std::vector<layer<Algebra, T>> layers_;
};

}  // namespace digits
