// The parameters of a call's activation: given as numbers, as an operand, or drawn.
#include "parameters.hpp"

#include <actjet/registry.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

namespace actjet::host {
namespace {

std::string interval(const actjet_parameter_info& p) {
    return (p.lower_open ? "(" : "[") + number(p.lower) + ", " + number(p.upper) + (p.upper_open ? ")" : "]");
}

bool inside(const actjet_parameter_info& p, double value) {
    const bool above = p.lower_open ? value > p.lower : value >= p.lower;
    const bool below = p.upper_open ? value < p.upper : value <= p.upper;
    return above && below && std::isfinite(value);
}

void check_values(const actjet_activation_info& info, const actjet_call& call, bool float64) {
    if (call.parameter_count == 0) {
        return;
    }
    if (call.parameter_count != static_cast<std::uint32_t>(info.parameter_count)) {
        refuse("parameter_count is " + std::to_string(call.parameter_count) + ", and " + info.name + " takes " +
               std::to_string(info.parameter_count));
    }
    if (!call.parameters) {
        refuse("parameters is null, and parameter_count is not 0");
    }
    for (int i = 0; i < info.parameter_count; ++i) {
        const actjet_parameter_info& p = info.parameters[i];
        if (!inside(p, call.parameters[i])) {
            refuse(std::string(info.name) + ": " + p.name + " = " + number(call.parameters[i]) + " is not in " +
                   interval(p));
        }
        // float32 and the 16-bit types compute with the parameter rounded to float32, which must be valid as well.
        if (!float64 && !inside(p, static_cast<float>(call.parameters[i]))) {
            refuse(std::string(info.name) + ": " + p.name + " = " + number(call.parameters[i]) +
                   " rounded to float32 is not in " + interval(p));
        }
    }
    core::visit(all{}, static_cast<std::size_t>(info.id), [&]<class A>(std::type_identity<A>) {
        if constexpr (requires(const A& a) { a.refusal(); }) {
            if (const char* reason = core::with_parameters<A>(call.parameters).refusal()) {
                refuse(std::string(info.name) + ": " + reason);
            }
        }
    });
}

// An activation's interval of random parameters, where it has one.
std::optional<core::range> random_interval(const request& r) {
    std::optional<core::range> interval;
    if (r.custom) {
        return interval;
    }
    core::visit(all{}, static_cast<std::size_t>(r.activation), [&]<class A>(std::type_identity<A>) {
        if constexpr (requires(const A& a) { a.random_parameter(); }) {
            interval = core::with_parameters<A>(r.parameters).random_parameter();
        }
    });
    return interval;
}

}  // namespace

void check_parameters(const request& r, const actjet_call& call) {
    if (!r.custom) {
        check_values(*actjet_activation_at(r.activation), call, r.target == ACTJET_FLOAT64);
    } else if (call.parameter_count != 0) {
        refuse("parameter_count is " + std::to_string(call.parameter_count) + ", and " + r.name() +
               " holds its parameters itself");
    }
}

void check_randomness(const request& r) {
    const chance& c = r.random;
    if (!(c.dropout >= 0 && c.dropout <= 1)) {
        refuse("dropout = " + number(c.dropout) + " is not in [0, 1]");
    }
    if (c.dropout != 0 && !r.pass->drops) {
        refuse(std::string(r.pass->name) + " is not offered with dropout");
    }
    if (c.draws_parameter) {
        const auto interval = random_interval(r);
        if (!interval || r.pass->parameter < 0) {
            refuse(std::string("ACTJET_RANDOM_PARAMETER is not offered for ") + r.pass->name + " of " + r.name() +
                   ", but for forward, jet and backward of rrelu");
        }
        const double width = interval->upper - interval->lower;
        if (!std::isfinite(r.target == ACTJET_FLOAT64 ? width : static_cast<float>(width))) {
            refuse("upper - lower = " + number(width) + " is too large to draw a parameter");
        }
    }
    if (reinterpret_cast<std::uintptr_t>(c.offset_memory) % alignof(std::uint64_t) != 0) {
        throw failure(ACTJET_MISALIGNED, "offset_memory is not aligned to 8 bytes");
    }
}

void check_learned(const request& r) {
    const auto offered_for = [](std::int32_t least) {
        std::string names;
        for (std::int32_t a = 0; a < actjet_activation_count(); ++a) {
            names += actjet_activation_at(a)->learned >= least ? std::string(" ") + actjet_activation_at(a)->name : "";
        }
        return names;
    };
    const array* parameter = r.parameter();
    if (r.learned() == ACTJET_NOT_LEARNED && (parameter || r.dparameter())) {
        refuse(std::string(parameter ? "parameter" : "dparameter") + " is not offered for " + r.name() + ", but for" +
               offered_for(ACTJET_LEARNED_ONE));
    }
    if (parameter && r.learned() == ACTJET_LEARNED_ONE && (parameter->rows != 1 || parameter->columns != 1)) {
        refuse(std::string("parameter of ") + r.name() +
               " is one value for all elements, with strides of 0; one for each row, column or element is offered for" +
               offered_for(ACTJET_LEARNED_PER_ELEMENT));
    }
}

template <class Scalar>
passes::randomness<Scalar> randomness_of(const request& r) {
    const chance& c = r.random;
    passes::randomness<Scalar> random{};
    random.seed = c.seed;
    random.offset = c.offset;
    random.offset_memory = c.offset_memory;
    random.drops = c.dropout != 0;
    random.dropped_below = static_cast<std::uint64_t>(std::llround(c.dropout * 0x1p32));
    random.keep = static_cast<Scalar>(c.dropout == 1 ? 0 : 1 / (1 - c.dropout));
    random.draws_parameter = c.draws_parameter;
    if (c.draws_parameter) {
        const auto interval = *random_interval(r);
        const auto upper = static_cast<Scalar>(interval.upper);
        random.lower = static_cast<Scalar>(interval.lower);
        random.span = static_cast<Scalar>(interval.upper - interval.lower);
        random.last = random.lower < upper ? std::nextafter(upper, random.lower) : upper;
    }
    return random;
}
template passes::randomness<float> randomness_of(const request& r);
template passes::randomness<double> randomness_of(const request& r);

}  // namespace actjet::host
