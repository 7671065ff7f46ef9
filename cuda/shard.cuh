// What the sources of shard.cu.in and view_shard.cu.in instantiate.
#pragma once

#include "shard.hpp"

#include <actjet/cuda/kernels.cuh>
#include <actjet/registry.hpp>

#include <utility>

namespace actjet::device {

// make<A>() for each activation of a part, in order.
template <int Part, int Parts, class Make>
constexpr auto rows_of(const Make& make) {
    static_assert(Part < static_cast<int>(all::size));
    constexpr std::size_t size = (all::size - Part + Parts - 1) / Parts;
    return [&]<std::size_t... Row>(std::index_sequence<Row...>) {
        return std::array{make(std::type_identity<core::element_t<Part + Row * Parts, all>>{})...};
    }
    (std::make_index_sequence<size>{});
}

template <class Element, int Part, int Parts>
kernel_launcher shard<Element, Part, Parts>::find(std::size_t row, std::size_t pass) {
    static constexpr auto rows =
        rows_of<Part, Parts>([]<class A>(std::type_identity<A>) { return plain_kernels<A, Element>(passes::plain{}); });
    return rows[row][pass];
}

template <class Element, int Part, int Parts>
view_kernels view_shard<Element, Part, Parts>::find(std::size_t row, std::size_t pass) {
    static constexpr auto rows = rows_of<Part, Parts>(
        []<class A>(std::type_identity<A>) { return kernels_on_views<A, Element>(passes::of_elements{}); });
    return rows[row][pass];
}

}  // namespace actjet::device
