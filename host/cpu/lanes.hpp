// Packs and double by the same names, for loops that are on either.
//
// Whatever is instantiated here for packs names the pack type, as in loops.hpp.
#pragma once

#include <actjet/core/number.hpp>

#include <concepts>

namespace actjet::host {

template <class T>
inline constexpr int lanes_of = T::lanes;
template <>
inline constexpr int lanes_of<double> = 1;

template <class T>
ACTJET_HD T load_lanes(const core::scalar_of<T>* from) {
    if constexpr (std::same_as<T, double>) {
        return *from;
    } else {
        return T::load(from);
    }
}

template <class T>
ACTJET_HD void store_lanes(core::scalar_of<T>* to, T x) {
    if constexpr (std::same_as<T, double>) {
        *to = x;
    } else {
        x.store(to);
    }
}

}  // namespace actjet::host
