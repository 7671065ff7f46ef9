// The CPU place, one element at a time.
#include "../failure.hpp"
#include "../places.hpp"

#include <actjet/core/mode.hpp>
#include <actjet/registry.hpp>

#include <bit>
#include <cstring>

namespace actjet::host {
namespace {

float widen(std::uint16_t h, std::integral_constant<actjet_dtype, ACTJET_BFLOAT16>) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(h) << 16);
}
std::uint16_t narrow(float f, std::integral_constant<actjet_dtype, ACTJET_BFLOAT16>) {
    const auto u = std::bit_cast<std::uint32_t>(f);
    return f != f ? 0x7fff : static_cast<std::uint16_t>((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}

template <class A, class Mode, class Element, class Compute, class Load, class Store>
void loop(const request& r, Load load, Store store) {
    const core::prepared<A, Compute> f{core::with_parameters<A>(r.parameters)};
    for (std::size_t i = 0; i < r.n; ++i) {
        Compute in[Mode::inputs];
        Compute out[Mode::outputs];
        for (int k = 0; k < Mode::inputs; ++k) {
            in[k] = load(static_cast<const Element*>(r.inputs[k])[i]);
        }
        Mode::apply(f, in, out);
        for (int k = 0; k < Mode::outputs; ++k) {
            static_cast<Element*>(r.outputs[k])[i] = store(out[k]);
        }
    }
}

}  // namespace

void run_on_cpu(const request& r) {
    core::visit(all{}, static_cast<std::size_t>(r.activation), [&]<class A>(std::type_identity<A>) {
        core::visit(core::modes{}, static_cast<std::size_t>(r.mode - 1), [&]<class Mode>(std::type_identity<Mode>) {
            using bf16 = std::integral_constant<actjet_dtype, ACTJET_BFLOAT16>;
            const auto same = [](auto v) { return v; };
            if (r.dtype == ACTJET_FLOAT32) {
                loop<A, Mode, float, float>(r, same, same);
            } else if (r.dtype == ACTJET_FLOAT64) {
                loop<A, Mode, double, double>(r, same, same);
            } else if (r.dtype == ACTJET_BFLOAT16) {
                loop<A, Mode, std::uint16_t, float>(
                    r, [](std::uint16_t h) { return widen(h, bf16{}); }, [](float f) { return narrow(f, bf16{}); });
            } else {
                throw failure(ACTJET_INTERNAL, "float16 is to come with the pack types");
            }
        });
    });
}

void require_cpu() {}

}  // namespace actjet::host

extern "C" {
const char* actjet_cpu_isa(void) {
    return "baseline";
}
const char* actjet_cpu_best_isa(void) {
    return "baseline";
}
int32_t actjet_cpu_threads(void) {
    return 1;
}
}
