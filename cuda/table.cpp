#include "table.hpp"

#include "build.hpp"

#include <actjet/core/half.hpp>

#include <utility>

namespace actjet::device {
namespace {

// In the order of actjet_dtype.
using elements = core::list<float, double, float16, bfloat16>;

// What the shard of the request's activation finds: shards of one kind for a type.
template <template <class, int, int> class Shard>
auto find(const host::request& r, actjet_dtype target) {
    const auto activation = static_cast<std::size_t>(r.activation), pass = static_cast<std::size_t>(r.pass->id - 1);
    decltype(Shard<float, 0, parts>::find(0, 0)) found = nullptr;
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

}  // namespace

launcher find_launcher(const host::request& r) {
    return find<shard>(r, r.target);
}

view_launcher find_view_launcher(const host::request& r) {
    const view_launcher own = find<view_shard>(r, r.target);
    return own ? own : find<view_shard>(r, ACTJET_FLOAT32);
}

}  // namespace actjet::device
