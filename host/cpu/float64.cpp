#include "float64.hpp"

#include "view_loops.hpp"

#include <actjet/passes/list.hpp>
#include <actjet/registry.hpp>

#include <algorithm>

namespace actjet::host {
namespace {

template <class A, class Pass>
void loop(const request& r, const double* const* inputs, double* const* outputs, std::size_t n) {
    const core::prepared<A, double> f(core::with_parameters<A>(r.parameters), r.rule);
    for (std::size_t i = 0; i < n; ++i) {
        double in[passes::inputs<Pass>], out[passes::outputs<Pass>];
        for (int k = 0; k < passes::inputs<Pass>; ++k) {
            in[k] = inputs[k][i];
        }
        passes::apply_plain<Pass>(f, in, out);
        for (int k = 0; k < passes::outputs<Pass>; ++k) {
            outputs[k][i] = out[k];
        }
    }
}

template <class F>
void with_activation(const request& r, F&& f) {
    core::visit(all{}, static_cast<std::size_t>(r.activation), f);
}

void run_custom(const request& r, actjet_pass pass, const double* const* in, double* const* out, std::size_t n) {
    const core::source source = r.source();
    r.custom->float64[pass - 1](&source, in, out, n);
}

template <class F>
void with_pass(const request& r, F&& f) {
    core::visit(passes::of_elements{}, static_cast<std::size_t>(r.pass->id - 1), f);
}

}  // namespace

void run_float64(const request& r, std::size_t begin, std::size_t end) {
    const double* in[2] = {};
    double* out[2] = {};
    for (int k = 0; k < r.pass->required_inputs; ++k) {
        in[k] = reinterpret_cast<const double*>(r.inputs()[k].data) + begin;
    }
    for (int k = 0; k < r.pass->required_outputs; ++k) {
        out[k] = reinterpret_cast<double*>(r.outputs()[k].data) + begin;
    }
    run_plain_float64(r, in, out, end - begin);
}

void run_plain_float64(const request& r, const double* const* in, double* const* out, std::size_t n) {
    if (r.custom) {
        run_custom(r, r.pass->id, in, out, n);
        return;
    }
    with_activation(r, [&]<class A>(std::type_identity<A>) {
        core::visit(passes::plain{}, static_cast<std::size_t>(r.pass->id - 1),
                    [&]<class Pass>(std::type_identity<Pass>) { loop<A, Pass>(r, in, out, n); });
    });
}

void argument_of_float64(const request& r, const double* const* in, double* x, std::size_t n,
                         const passes::settings<double>& s) {
    with_pass(r, [&]<class Pass>(std::type_identity<Pass>) { argument_steps<double, Pass>(in, x, n, s); });
}

void evaluate_float64(const request& r, const double* x, double* value, double* derivative, std::size_t n) {
    if (r.custom) {
        double* const out[] = {value, derivative};
        run_custom(r, derivative ? ACTJET_JET : ACTJET_FORWARD, &x, out, n);
        return;
    }
    with_activation(r, [&]<class A>(std::type_identity<A>) {
        const core::prepared<A, double> f(core::with_parameters<A>(r.parameters), r.rule);
        for (std::size_t i = 0; i < n; ++i) {
            const core::jet<double> j = f(x[i]);
            value[i] = j.value;
            if (derivative) {
                derivative[i] = j.derivative;
            }
        }
    });
}

void evaluate_float64_with(const request& r, const double* x, const double* parameter, double* value,
                           double* derivative, std::size_t n) {
    with_activation(r, [&]<class A>(std::type_identity<A>) {
        if constexpr (core::evaluated_with_parameter<A>) {
            const core::prepared<A, double> f(core::with_parameters<A>(r.parameters), r.rule);
            for (std::size_t i = 0; i < n; ++i) {
                const core::jet<double> j = f.kept(x[i], f.eval_with(x[i], parameter[i]));
                value[i] = j.value;
                if (derivative) {
                    derivative[i] = j.derivative;
                }
            }
        }
    });
}

void parameter_derivative_of_float64(const request& r, const double* x, double* out, std::size_t n) {
    with_activation(r, [&]<class A>(std::type_identity<A>) {
        if constexpr (core::learned<A>) {
            const core::prepared<A, double> f(core::with_parameters<A>(r.parameters), r.rule);
            std::transform(x, x + n, out, [&](double at) { return f.parameter_derivative(at); });
        }
    });
}

void finish_float64(const request& r, const activated<double>& f, const double* const* in, double* const* out,
                    std::size_t n, const passes::settings<double>& s) {
    with_pass(r, [&]<class Pass>(std::type_identity<Pass>) { finish_steps<double, Pass>(f, in, out, n, s); });
}

}  // namespace actjet::host
