#include "method.hpp"

#include <stdexcept>

namespace actjet::bench {

work library_call(const machine& m, std::int32_t activation, const pass& p) {
    actjet_call call{};
    call.struct_size = sizeof call;
    call.activation = activation;
    call.mode = p.mode;
    call.dtype = p.dtype;
    call.place = m.place();
    call.stream = m.stream();
    call.n = p.elements();
    return [call](const arrays& a) mutable {
        call.x = a.in[0];
        call.dy = a.in[1];
        call.y = call.dx = a.out[0];
        call.dydx = a.out[1];
        if (actjet_run(&call) != ACTJET_OK) {
            throw std::runtime_error(actjet_last_error());
        }
    };
}

}  // namespace actjet::bench
