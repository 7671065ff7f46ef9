#pragma once

#include <actjet/core/activation.hpp>

namespace actjet {

// hardtanh(x) = min(max(x, min_val), max_val); derivative 1 for min_val < x < max_val, else 0.
// Exact. Zero keeps its sign where min_val <= 0 <= max_val.
// Collobert, Large Scale Machine Learning, thesis, Universite de Paris VI, 2004.
struct hardtanh {
    double min_val = -1;
    double max_val = 1;

    static constexpr core::facts facts{
        .id = ACTJET_HARDTANH,
        .name = "hardtanh",
        .family = "rectifier",
        .formula = R"(\min(\max(x, a), b))",
        .derivative = R"([a < x < b])",
        .paper = "Collobert, Large Scale Machine Learning, thesis, Universite de Paris VI, 2004",
        .values = {-1, 1},
        .odd = true,
        .saturates_left = true,
        .saturates_right = true,
        .flat = true,
        .ulp = {0, 0},
    };

    static constexpr auto parameters() {
        return std::array{core::parameter<hardtanh>{"min_val", &hardtanh::min_val, -core::infinity, core::infinity,
                                                    true, true, "least value"},
                          core::parameter<hardtanh>{"max_val", &hardtanh::max_val, -core::infinity, core::infinity,
                                                    true, true, "largest value"}};
    }

    constexpr const char* refusal() const { return min_val > max_val ? "min_val must not exceed max_val" : nullptr; }

    template <class S>
    struct constants {
        S min_val, max_val;
    };

    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        return {static_cast<S>(min_val), static_cast<S>(max_val)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        const auto inside = (x > T(c.min_val)) & (x < T(c.max_val));
        return {core::at_most(core::at_least(x, T(c.min_val)), T(c.max_val)), core::select(inside, T(1), T(0))};
    }
};

}  // namespace actjet
