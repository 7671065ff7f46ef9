// softmax and log_softmax, forward and backward: what is made of a row as a whole.
//
//     l = c tanh(logit_scale x / c) + mask        with a soft_cap c; logit_scale x + mask without
//     m = the largest l, the sink's too
//     S = the sum of exp(l - m), the sink's too
//     softmax y = exp(l - m) / S                  log_softmax y = (l - m) - log S         log_sum = m + log S
//
//     g = (dy gradient_scale) gradient_scale      the operand first, then the number of the call
//     softmax dx = y (g - the sum of y g) slope   log_softmax dx = (g - exp(y) (the sum of g)) slope
//     dsink = -exp(sink - log_sum) (the sum of y g, or of g)
//
// where slope is logit_scale (1 - tanh(logit_scale x / c)^2). A column is hidden where the mask is false or -inf, and
// in a causal call beyond the row's own last; then its x is not looked at and l is -inf. Where y is 0 (log_softmax:
// -inf) a column has no part in its row's gradients, whatever dy is, and dx is 0.
//
// Where there is neither mask nor soft_cap, the difference l - m is taken of x, and then multiplied, in two parts; see
// core/softmax.hpp. Otherwise l is rounded to float32 (float64) at each step, and the difference is exact.
#pragma once

#include <actjet/activations/tanh.hpp>
#include <actjet/core/softmax.hpp>
#include <actjet/passes/operand.hpp>

#include <actjet/core/guard_begin.hpp>

namespace actjet::passes {

// The numbers of a call, in the type of the computation.
template <class Scalar>
struct row_settings {
    static constexpr bool may_cap = true;
    Scalar logit_scale, soft_cap, gradient_scale;  // soft_cap is 0 where there is none
    bool made;  // whether logits are made of x, by mask, cap or scale; else the scale is the distances' rate
    bool safe;  // ACTJET_SAFE_ROWS

    ACTJET_HD Scalar rate() const { return made ? Scalar(1) : logit_scale; }
};

// For calls without a cap: known when it is compiled, this costs nothing.
template <class Scalar>
struct uncapped_row_settings {
    static constexpr bool may_cap = false;
    Scalar logit_scale, gradient_scale;
    bool safe;
};

// The cap of a call at a scaled x, and its slope.
template <class T, class S>
ACTJET_HD core::jet<T> capped(T scaled, const S& s) {
    const core::jet<T> j = hyperbolic_tangent::eval(scaled / T(s.soft_cap));
    return {core::canonical_nan(scaled, j.value * T(s.soft_cap)), core::canonical_nan(scaled, j.derivative)};
}

template <bool Logarithm>
struct row_forward {
    static constexpr traversal over = traversal::rows;
    static constexpr bool logarithm = Logarithm, is_backward = false;
    // With its size, which nvcc does not look for in the template of a base.
    static constexpr operand operands[5] = {
        input("x", "the logits"),
        optional_mask("mask", no_addend,
                      "added to the scaled and capped x; or booleans, false where a column is hidden"),
        optional_row_input("sink", core::no_logit<double>, "for each row a further logit, which has no column"),
        output("y", Logarithm ? "the logarithm of softmax" : "each column's part of the row"),
        optional_row_output("log_sum", "for each row the logarithm of the sum of exp, the sink's included")};
    static constexpr bool needs_derivative = false, drops = false;

    // What a column is in a row that has nothing to choose.
    template <class S>
    static ACTJET_HD S of_nothing(bool safe) {
        return !safe ? core::ops<S>::nan() : Logarithm ? core::no_logit<S> : S(0);
    }

    // Where the logit is not x itself.
    template <class T, class S>
    static ACTJET_HD T logit(const T* in, const S& s) {
        const T x = in[0] * T(s.logit_scale), mask = in[1];
        const T sum = (s.soft_cap == 0 ? x : capped(x, s).value) + mask;
        return core::select(mask == T(core::no_logit<core::scalar_of<T>>), mask, sum);
    }
};

template <bool Logarithm>
struct row_backward {
    static constexpr traversal over = traversal::rows;
    static constexpr bool logarithm = Logarithm, is_backward = true;
    static constexpr operand operands[8] = {
        input("y", Logarithm ? "what log_softmax gave" : "what softmax gave"),
        input("dy", "the gradient with respect to y"),
        optional_input("x", no_addend, "the logits, which a soft cap needs"),
        optional_input("gradient_scale", no_factor, "a factor of the gradients"),
        optional_row_input("sink", core::no_logit<double>, "for each row a further logit, which dsink needs"),
        optional_row_input("log_sum", no_addend, "for each row the forward pass's, which dsink needs"),
        gradient_output("dx", "the gradient with respect to x"),
        optional_row_gradient("dsink", "for each row the gradient with respect to sink")};
    static constexpr bool needs_derivative = false, drops = false;
    // Of the inputs, those that have columns.
    static constexpr int columns = 4;

    template <class T, class S>
    static ACTJET_HD T scaled(const T* in, const S& s) {
        return (in[1] * in[3]) * T(s.gradient_scale);
    }
    template <class T>
    static ACTJET_HD auto no_part(T y) {
        return y == T(Logarithm ? core::no_logit<core::scalar_of<T>> : core::scalar_of<T>(0));
    }

    // What is summed.
    template <class T, class S>
    static ACTJET_HD T term(const T* in, const S& s) {
        const T g = scaled(in, s);
        return core::select(no_part(in[0]), T(-0.0f), Logarithm ? g : in[0] * g);
    }
    // dx
    template <class T, class S>
    static ACTJET_HD T gradient(const T* in, T sum, const S& s) {
        const T g = scaled(in, s);
        T dx;
        if constexpr (Logarithm) {
            const T p = core::weight(core::two_part<T>{in[0], T(0)}) * (1 / core::weight_scale<T>);
            dx = (g - p * sum) * T(s.logit_scale);
        } else {
            dx = (in[0] * (g - sum)) * T(s.logit_scale);
        }
        if constexpr (S::may_cap) {
            if (s.soft_cap != 0) {
                dx = dx * capped(in[2] * T(s.logit_scale), s).derivative;
            }
        }
        dx = core::select(no_part(in[0]), T(0), dx);
        return core::canonical_nan(dx, dx);
    }
    // dsink, of one row.
    template <class S>
    static ACTJET_HD S sink_gradient(S sink, S log_sum, S sum) {
        const S p = core::weight(core::distance(sink, log_sum, core::unit_rate{})) * (1 / core::weight_scale<S>);
        const S d = core::select(sink == core::no_logit<S>, S(0), -p * sum);
        return core::canonical_nan(d, d);
    }
};

struct softmax : row_forward<false> {
    static constexpr actjet_pass id = ACTJET_SOFTMAX;
    static constexpr const char* name = "softmax";
    static constexpr const char* meaning = "of each row, y = exp(x) / the sum of exp(x)";
};
struct softmax_backward : row_backward<false> {
    static constexpr actjet_pass id = ACTJET_SOFTMAX_BACKWARD;
    static constexpr const char* name = "softmax_backward";
    static constexpr const char* meaning = "of each row, dx = y (gradient_scale dy - the sum of y gradient_scale dy)";
};
struct log_softmax : row_forward<true> {
    static constexpr actjet_pass id = ACTJET_LOG_SOFTMAX;
    static constexpr const char* name = "log_softmax";
    static constexpr const char* meaning = "of each row, y = x - log of the sum of exp(x)";
};
struct log_softmax_backward : row_backward<true> {
    static constexpr actjet_pass id = ACTJET_LOG_SOFTMAX_BACKWARD;
    static constexpr const char* name = "log_softmax_backward";
    static constexpr const char* meaning =
        "of each row, dx = gradient_scale dy - exp(y) (the sum of gradient_scale dy)";
};

}  // namespace actjet::passes

#include <actjet/core/guard_end.hpp>
