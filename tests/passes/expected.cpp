#include "expected.hpp"

#include <actjet/registry.hpp>

namespace actjet::test {

template <class T>
core::jet<T> evaluate(const any_activation& activation, actjet_dtype target, T x) {
    core::jet<T> result{};
    const auto parameters = activation.parameters();
    const core::custom_formula* custom = activation.custom();
    const actjet_activation id = custom ? named(name_of(activation)).id() : activation.id();
    if (custom) {
        target = ACTJET_FLOAT32;  // an activation of one's own has one formula for all types
    }
    core::visit(all{}, static_cast<std::size_t>(id), [&]<class A>(std::type_identity<A>) {
        const A a = core::with_parameters<A>(parameters.empty() ? nullptr : parameters.data());
        const auto at = [&]<class Element>(Element) {
            const core::prepared_for<A, Element> f(a);
            result = f.eval(x);
        };
        if constexpr (std::same_as<T, double>) {
            at(double{});
        } else {
            target == ACTJET_FLOAT16 ? at(float16{}) : target == ACTJET_BFLOAT16 ? at(bfloat16{}) : at(float{});
        }
    });
    if (std::isnan(x)) {
        result = {x, x};
    }
    return result;
}

template core::jet<float> evaluate(const any_activation&, actjet_dtype, float);
template core::jet<double> evaluate(const any_activation&, actjet_dtype, double);

}  // namespace actjet::test
