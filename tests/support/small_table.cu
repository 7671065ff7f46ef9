// The kernels of the activations in ACTJET_SMALL_TABLE, for the elements in ACTJET_SMALL_ELEMENTS, in place of
// cuda/table.cpp: what an instrument that plays a device has to translate is then a matter of a minute.
#include "cuda/table.hpp"

#include <actjet/cuda/kernels.cuh>

namespace actjet::device {
namespace {

using activations = core::list<ACTJET_SMALL_TABLE>;
using elements = core::list<ACTJET_SMALL_ELEMENTS>;

template <class Element>
constexpr actjet_dtype dtype_of = std::same_as<Element, float>     ? ACTJET_FLOAT32
                                  : std::same_as<Element, double>  ? ACTJET_FLOAT64
                                  : std::same_as<Element, float16> ? ACTJET_FLOAT16
                                                                   : ACTJET_BFLOAT16;

template <class A, class... Elements>
const kernels_of_type* find_type([[maybe_unused]] actjet_dtype type, core::list<Elements...>) {
    const kernels_of_type* found = nullptr;
    ((dtype_of<Elements> == type ? void(found = &kernels_for<A, Elements>) : void()), ...);
    return found;
}

template <class... As>
const kernels_of_type* find([[maybe_unused]] const host::request& r, [[maybe_unused]] actjet_dtype type,
                            core::list<As...>) {
    const kernels_of_type* found = nullptr;
    ((r.activation == As::facts.id ? void(found = find_type<As>(type, elements{})) : void()), ...);
    return found;
}

const kernels_of_type* kernels_of(const host::request& r, actjet_dtype type) {
    return find(r, type, activations{});
}

}  // namespace

kernel_launcher find_plain_kernel(const host::request& r) {
    const kernels_of_type* k = kernels_of(r, r.target);
    return k ? k->plain[static_cast<std::size_t>(r.pass->id - 1)] : nullptr;
}

view_kernels find_view_kernels(const host::request& r) {
    const auto pass = static_cast<std::size_t>(r.pass->id - 1);
    const kernels_of_type *own = kernels_of(r, r.target), *wide = kernels_of(r, ACTJET_FLOAT32);
    view_kernels found = own ? own->views[pass] : view_kernels{};
    if (!found.on_views && wide) {
        found.on_views = wide->views[pass].on_views;
    }
    return found;
}

}  // namespace actjet::device
