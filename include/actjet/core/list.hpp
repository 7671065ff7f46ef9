// A list of types, and the one place where a run-time number becomes a type.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace actjet::core {

template <class... Ts>
struct list {
    static constexpr std::size_t size = sizeof...(Ts);
};

template <std::size_t I, class List>
struct element;
template <std::size_t I, class First, class... Rest>
struct element<I, list<First, Rest...>> : element<I - 1, list<Rest...>> {};
template <class First, class... Rest>
struct element<0, list<First, Rest...>> {
    using type = First;
};
template <std::size_t I, class List>
using element_t = typename element<I, List>::type;

template <class First, class Second>
struct join;
template <class... Firsts, class... Seconds>
struct join<list<Firsts...>, list<Seconds...>> {
    using type = list<Firsts..., Seconds...>;
};
template <class First, class Second>
using joined = typename join<First, Second>::type;

// Calls f(std::type_identity<T>{}) for each T of the list, in order.
template <class... Ts, class F>
constexpr void for_each(list<Ts...>, F&& f) {
    (f(std::type_identity<Ts>{}), ...);
}

// Calls f(std::type_identity<T>{}) for the T at index. False, and no call, if there is none.
template <class... Ts, class F>
constexpr bool visit(list<Ts...>, std::size_t index, F&& f) {
    std::size_t i = 0;
    return ((i++ == index ? (f(std::type_identity<Ts>{}), true) : false) || ...);
}

}  // namespace actjet::core
