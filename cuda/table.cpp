#include "table.hpp"

#include "build.hpp"
#include "shard.hpp"

#include <actjet/core/half.hpp>
#include <actjet/registry.hpp>

#include <utility>

namespace actjet::device {
namespace {

// In the order of actjet_dtype.
using elements = core::list<float, double, float16, bfloat16>;

// What the shard of the request's activation finds: shards of one kind for a type.
template <template <class, int, int> class Shard>
auto find(const host::request& r, actjet_dtype target) {
    const auto activation = static_cast<std::size_t>(r.activation), pass = static_cast<std::size_t>(r.pass->id - 1);
    decltype(Shard<float, 0, parts>::find(0, 0)) found{};
    core::visit(elements{}, static_cast<std::size_t>(target - 1), [&]<class Element>(std::type_identity<Element>) {
        [&]<int... Part>(std::integer_sequence<int, Part...>) {
            ((activation % parts == Part ? void(found = Shard<Element, Part, parts>::find(activation / parts, pass))
                                         : void()),
             ...);
        }
        (std::make_integer_sequence<int, parts>{});
    });
    return found;
}

const kernels_of_type& custom_kernels(const host::request& r, actjet_dtype target) {
    return static_cast<const kernels_of_type*>(r.custom->kernels)[target - 1];
}

view_kernels find_own_view_kernels(const host::request& r, actjet_dtype target) {
    if (r.custom) {
        return custom_kernels(r, target).views[static_cast<std::size_t>(r.pass->id - 1)];
    }
    return find<view_shard>(r, target);
}

}  // namespace

kernel_launcher find_plain_kernel(const host::request& r) {
    if (r.custom) {
        return custom_kernels(r, r.target).plain[static_cast<std::size_t>(r.pass->id - 1)];
    }
    return find<shard>(r, r.target);
}

view_kernels find_view_kernels(const host::request& r) {
    view_kernels own = find_own_view_kernels(r, r.target);
    if (!own.on_views) {
        own.on_views = find_own_view_kernels(r, ACTJET_FLOAT32).on_views;
    }
    return own;
}

}  // namespace actjet::device
