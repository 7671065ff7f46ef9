// A call on arrays of one type without gaps, as most tests make it.
#pragma once

#include <actjet/actjet.h>
#include <actjet/passes/list.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace actjet::test {

struct plain_call {
    std::int32_t pass;
    std::int32_t activation;
    std::int32_t dtype = ACTJET_FLOAT32;
    std::int32_t place = ACTJET_CPU;
    std::uint32_t flags = 0;
    std::span<const double> parameters = {};
    std::size_t n = 0;
    // Those that the pass has no operand for are left out.
    const void* x = nullptr;
    const void* dy = nullptr;
    void* y = nullptr;
    void* dydx = nullptr;
    void* dx = nullptr;
    void* stream = nullptr;

    // What use() makes of a pointer to the call in the C interface, which lives as long as use() runs.
    template <class F>
    auto with_call(F use) const {
        // What must be given comes first. Not asked of the library, which some tests load at run time. An unknown pass
        // has no operands.
        actjet_view views[ACTJET_MAX_OPERANDS]{};
        std::uint32_t count = 0;
        for (const passes::description& known : passes::descriptions) {
            const int required = known.id == pass ? known.required_inputs + known.required_outputs : 0;
            for (int k = 0; k < required; ++k) {
                const passes::operand& o = known.operands[static_cast<std::size_t>(known.call_order[k])];
                views[count++] = {array(o.name), dtype, 0, 0, 1, 0};
            }
        }
        actjet_call call{};
        call.size = sizeof call;
        call.pass = pass;
        call.activation = activation;
        call.place = place;
        call.flags = flags;
        call.parameters = parameters.data();
        call.parameter_count = static_cast<std::uint32_t>(parameters.size());
        call.rows = 1;
        call.columns = n;
        call.operands = views;
        call.operand_count = count;
        call.stream = stream;
        return use(&call);
    }

    actjet_status run() const { return with_call(&actjet_run); }

  private:
    void* array(std::string_view name) const {
        const std::pair<std::string_view, void*> arrays[] = {
            {"x", const_cast<void*>(x)}, {"dy", const_cast<void*>(dy)}, {"y", y}, {"dydx", dydx}, {"dx", dx}};
        for (const auto& [its_name, pointer] : arrays) {
            if (its_name == name) {
                return pointer;
            }
        }
        return nullptr;
    }
};

}  // namespace actjet::test
