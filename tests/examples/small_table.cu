// The kernels of three activations in two types, in place of cuda/table.cpp: what an instrument that plays a device has
// to translate for a training is then a matter of a minute.
#include "cuda/table.hpp"

#include <actjet/cuda/kernels.cuh>

namespace actjet::device {
namespace {

template <class A>
constexpr kernels_of_type kernels_on_float{plain_kernels<A, float>(passes::plain{}),
                                           kernels_on_views<A, float>(passes::of_elements{})};
template <class A>
constexpr kernels_of_type kernels_on_bfloat16{plain_kernels<A, bfloat16>(passes::plain{}),
                                              kernels_on_views<A, bfloat16>(passes::of_elements{})};

template <class... As>
const kernels_of_type* find(const host::request& r, actjet_dtype type) {
    const kernels_of_type* found = nullptr;
    ((r.activation == As::facts.id ? void(found = type == ACTJET_FLOAT32    ? &kernels_on_float<As>
                                                  : type == ACTJET_BFLOAT16 ? &kernels_on_bfloat16<As>
                                                                            : nullptr)
                                   : void()),
     ...);
    return found;
}

const kernels_of_type* kernels_of(const host::request& r, actjet_dtype type) {
    return find<silu, identity, exponential>(r, type);
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
