#include "method.hpp"

namespace actjet::bench {

// Made once and run with other arrays each time, so that what is timed is the library alone.
work library_call(const machine& m, const any_activation& activation, const pass& p) {
    const validation::pass_arrays where = validation::required_arrays(p.id);
    const auto place_of = [](int operand) { return static_cast<std::size_t>(operand); };
    std::vector<actjet_view> views(static_cast<std::size_t>(actjet_pass_at(p.id)->operand_count));
    for (const std::vector<int>* places : {&where.inputs, &where.outputs}) {
        for (const int operand : *places) {
            views[place_of(operand)] = any_view(p.dtype, static_cast<void*>(nullptr), p.elements()).view();
        }
    }
    actjet_call call{};
    call.size = sizeof call;
    call.pass = p.id;
    call.activation = activation.id();
    call.place = m.place();
    call.stream = m.stream();
    call.rows = 1;
    call.columns = p.elements();
    call.operand_count = static_cast<std::uint32_t>(views.size());
    call.parameter_count = static_cast<std::uint32_t>(activation.parameters().size());
    return [=](const arrays& a) mutable {
        for (std::size_t i = 0; i < where.inputs.size(); ++i) {
            views[place_of(where.inputs[i])].data = a.in[i];
        }
        for (std::size_t i = 0; i < where.outputs.size(); ++i) {
            views[place_of(where.outputs[i])].data = a.out[i];
        }
        call.operands = views.data();
        call.parameters = activation.parameters().data();
        if (const actjet_status status = actjet_run(&call); status != ACTJET_OK) {
            throw error(status, actjet_last_error());
        }
    };
}

}  // namespace actjet::bench
