#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// identity(x) = x; derivative 1.
// Exact.
// Widrow and Hoff, Adaptive Switching Circuits, IRE WESCON, 1960: the linear unit.
struct identity {
    static constexpr core::facts facts{
        .id = ACTJET_IDENTITY,
        .name = "identity",
        .family = "identity",
        .formula = R"(x)",
        .derivative = R"(1)",
        .paper = "Widrow and Hoff, Adaptive Switching Circuits, IRE WESCON, 1960",
        .odd = true,
        .ulp = {0, 0},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        return {x, T(1)};
    }
};

}  // namespace actjet
