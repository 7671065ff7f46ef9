#include "request.hpp"

#include "failure.hpp"

#include <actjet/registry.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>

namespace actjet::host {
namespace {

// The shortest text that stands for the value, whatever the locale.
std::string number(double value) {
    char text[32];
    return {text, std::to_chars(text, std::end(text), value).ptr};
}

[[noreturn]] void refuse(const std::string& message) {
    throw failure(ACTJET_INVALID_ARGUMENT, message);
}

// One array of a call: name for messages, and the bytes that it covers.
struct extent {
    const char* name;
    std::uintptr_t begin;
    std::uintptr_t end;
};

extent make_extent(const char* name, const void* pointer, std::size_t bytes, std::size_t alignment) {
    const auto begin = reinterpret_cast<std::uintptr_t>(pointer);
    if (!pointer) {
        refuse(std::string(name) + " is null, and n is not 0");
    }
    if (begin % alignment != 0) {
        throw failure(ACTJET_MISALIGNED,
                      std::string(name) + " is not aligned to its element of " + std::to_string(alignment) + " bytes");
    }
    if (begin + bytes < begin) {
        refuse(std::string(name) + " and n reach past the end of the address space");
    }
    return {name, begin, begin + bytes};
}

void check_overlap(const extent& output, const extent& other, bool may_be_in_place) {
    const bool disjoint = output.end <= other.begin || other.end <= output.begin;
    const bool same = output.begin == other.begin && output.end == other.end;
    if (!disjoint && !(same && may_be_in_place)) {
        throw failure(ACTJET_OVERLAP, std::string(output.name) + " overlaps " + other.name +
                                          (may_be_in_place ? " in part: let them be the same or disjoint"
                                                           : ": two outputs must be disjoint"));
    }
}

std::string interval(const actjet_parameter_info& p) {
    return (p.lower_open ? "(" : "[") + number(p.lower) + ", " + number(p.upper) + (p.upper_open ? ")" : "]");
}

bool inside(const actjet_parameter_info& p, double value) {
    const bool above = p.lower_open ? value > p.lower : value >= p.lower;
    const bool below = p.upper_open ? value < p.upper : value <= p.upper;
    return above && below && std::isfinite(value);
}

void check_parameters(const actjet_activation_info& info, const actjet_call& call) {
    if (call.parameter_count == 0) {
        return;
    }
    if (call.parameter_count != static_cast<std::uint32_t>(info.parameter_count)) {
        refuse("parameter_count is " + std::to_string(call.parameter_count) + ", and " + info.name + " takes " +
               std::to_string(info.parameter_count));
    }
    for (int i = 0; i < info.parameter_count; ++i) {
        const actjet_parameter_info& p = info.parameters[i];
        if (!inside(p, call.parameters[i])) {
            refuse(std::string(info.name) + ": " + p.name + " = " + number(call.parameters[i]) + " is not in " +
                   interval(p));
        }
        // float32 and the 16-bit types compute with the parameter rounded to float32, which must be valid as well.
        if (call.dtype != ACTJET_FLOAT64 && !inside(p, static_cast<float>(call.parameters[i]))) {
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

void check_numbers(const actjet_call& call) {
    if (!actjet_activation_at(call.activation)) {
        refuse("activation = " + std::to_string(call.activation) + " is not in [0, " +
               std::to_string(actjet_activation_count() - 1) + "]");
    }
    if (call.mode < ACTJET_FORWARD || call.mode > ACTJET_BACKWARD) {
        refuse("mode = " + std::to_string(call.mode) + " is not in [1, 3]");
    }
    if (call.dtype < ACTJET_FLOAT32 || call.dtype > ACTJET_BFLOAT16) {
        refuse("dtype = " + std::to_string(call.dtype) + " is not in [1, 4]");
    }
    if (call.place != ACTJET_CPU && call.place != ACTJET_CUDA) {
        refuse("place = " + std::to_string(call.place) + " is not in [1, 2]");
    }
    if ((call.flags & ~static_cast<std::uint32_t>(ACTJET_CHECK_POINTERS | ACTJET_MASK_GRADIENT)) != 0 ||
        call.reserved != 0) {
        refuse("flags or reserved holds bits that this version does not know");
    }
    if (call.n > SIZE_MAX / element_size(static_cast<actjet_dtype>(call.dtype))) {
        refuse("n = " + std::to_string(call.n) + " elements do not fit the address space");
    }
}

}  // namespace

std::size_t element_size(actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 ? 8 : dtype == ACTJET_FLOAT32 ? 4 : 2;
}

request checked(const actjet_call& call) {
    if (call.struct_size != sizeof(actjet_call)) {
        refuse("struct_size = " + std::to_string(call.struct_size) +
               " is not sizeof(actjet_call) = " + std::to_string(sizeof(actjet_call)));
    }
    check_numbers(call);
    check_parameters(*actjet_activation_at(call.activation), call);

    request r{};
    r.activation = static_cast<actjet_activation>(call.activation);
    r.mode = static_cast<actjet_mode>(call.mode);
    r.dtype = static_cast<actjet_dtype>(call.dtype);
    r.n = call.n;
    r.inputs[0] = call.x;
    r.inputs[1] = call.dy;
    r.outputs[0] = r.mode == ACTJET_BACKWARD ? call.dx : call.y;
    r.outputs[1] = call.dydx;
    r.parameters = call.parameter_count ? call.parameters : nullptr;
    r.stream = call.stream;
    r.check_pointers = (call.flags & ACTJET_CHECK_POINTERS) != 0;
    r.rule = call.flags & ACTJET_MASK_GRADIENT ? gradient::masked : gradient::product;
    if (r.n == 0) {
        return r;
    }

    const std::size_t size = element_size(r.dtype), bytes = r.n * size;
    const extent x = make_extent("x", call.x, bytes, size);
    if (r.mode == ACTJET_BACKWARD) {
        const extent dy = make_extent("dy", call.dy, bytes, size);
        const extent dx = make_extent("dx", call.dx, bytes, size);
        check_overlap(dx, x, true);
        check_overlap(dx, dy, true);
    } else {
        const extent y = make_extent("y", call.y, bytes, size);
        check_overlap(y, x, true);
        if (r.mode == ACTJET_JET) {
            const extent dydx = make_extent("dydx", call.dydx, bytes, size);
            check_overlap(dydx, x, true);
            check_overlap(dydx, y, false);
        }
    }
    return r;
}

}  // namespace actjet::host
