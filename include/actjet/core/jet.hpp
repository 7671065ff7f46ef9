// What an activation computes: its value and its derivative at one point.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

template <class T>
struct jet {
    T value;
    T derivative;
};

}  // namespace actjet::core
