#include "float64.hpp"

#include <actjet/core/mode.hpp>
#include <actjet/registry.hpp>

namespace actjet::host {
namespace {

template <class A, class Mode>
void loop(const request& r, std::size_t begin, std::size_t end) {
    const core::prepared<A, double> f(core::with_parameters<A>(r.parameters), r.rule);
    for (std::size_t i = begin; i < end; ++i) {
        double in[Mode::inputs], out[Mode::outputs];
        for (int k = 0; k < Mode::inputs; ++k) {
            in[k] = static_cast<const double*>(r.inputs[k])[i];
        }
        Mode::apply(f, in, out);
        for (int k = 0; k < Mode::outputs; ++k) {
            static_cast<double*>(r.outputs[k])[i] = out[k];
        }
    }
}

}  // namespace

void run_float64(const request& r, std::size_t begin, std::size_t end) {
    core::visit(all{}, static_cast<std::size_t>(r.activation), [&]<class A>(std::type_identity<A>) {
        core::visit(core::modes{}, static_cast<std::size_t>(r.mode - 1),
                    [&]<class Mode>(std::type_identity<Mode>) { loop<A, Mode>(r, begin, end); });
    });
}

}  // namespace actjet::host
