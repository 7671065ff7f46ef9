#include "table.hpp"

#include "build.hpp"

#include <actjet/core/half.hpp>

#include <utility>

namespace actjet::device {
namespace {

// In the order of actjet_dtype.
using elements = core::list<float, double, float16, bfloat16>;

template <class Element>
launcher find_in_shards(std::size_t activation, std::size_t mode) {
    launcher found = nullptr;
    [&]<int... Part>(std::integer_sequence<int, Part...>) {
        ((activation % parts == Part ? void(found = shard<Element, Part, parts>::find(activation / parts, mode))
                                     : void()),
         ...);
    }
    (std::make_integer_sequence<int, parts>{});
    return found;
}

}  // namespace

launcher find_launcher(const host::request& r) {
    launcher found = nullptr;
    core::visit(elements{}, static_cast<std::size_t>(r.dtype - 1), [&]<class Element>(std::type_identity<Element>) {
        found = find_in_shards<Element>(static_cast<std::size_t>(r.activation), static_cast<std::size_t>(r.mode - 1));
    });
    return found;
}

}  // namespace actjet::device
