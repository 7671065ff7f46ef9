// The passes of one activation on one array: its value, its value and derivative, its gradient.
//
// A pass has two functions, both templates on the number type. argument() makes of its inputs what the activation is
// evaluated at; finish() makes of the activation there, and of the inputs, the outputs and the terms of the sums. What
// both are given is in the order of the operands.
//
// A call that drops elements multiplies y, and each gradient, by the element's factor last, and makes it 0 where the
// element is dropped; see random.hpp.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/passes/operand.hpp>
#include <actjet/passes/settings.hpp>

namespace actjet::passes {

inline constexpr operand x_operand = input("x", "the activation's argument");
inline constexpr operand y_operand = output("y", "f(x + bias)");
inline constexpr operand bias_operand = optional_input("bias", no_addend, "added to x");
inline constexpr operand parameter_operand =
    optional_input("parameter", no_addend, "the activation's learned parameter, instead of the call's");
inline constexpr operand dparameter_operand = optional_sum("dparameter", "the gradient with respect to parameter");
inline constexpr operand dy_operand = input("dy", "the gradient with respect to y");

// NaN where the parameter is: what a formula makes of such a one differs between places.
template <class T>
ACTJET_HD T argument_of(T x, T bias, T parameter) {
    return core::canonical_nan(parameter, x + bias);
}

struct forward {
    static constexpr actjet_pass id = ACTJET_FORWARD;
    static constexpr traversal over = traversal::elements;
    static constexpr const char* name = "forward";
    static constexpr const char* meaning = "y = f(x + bias)";
    static constexpr operand operands[] = {x_operand, bias_operand, parameter_operand, y_operand};
    static constexpr bool needs_derivative = false, drops = true;

    template <class T, class S>
    static ACTJET_HD T argument(const T* in, const S&) {
        return argument_of(in[0], in[1], in[2]);
    }
    template <class T, class S, class F>
    static ACTJET_HD void finish(const F& f, const T*, T* out, const S&) {
        out[0] = f.dropped(f.jet().value);
    }
};

struct jet {
    static constexpr actjet_pass id = ACTJET_JET;
    static constexpr traversal over = traversal::elements;
    static constexpr const char* name = "jet";
    static constexpr const char* meaning = "y = f(x + bias), dydx = f'(x + bias)";
    static constexpr operand operands[] = {x_operand, bias_operand, parameter_operand, y_operand,
                                           output("dydx", "f'(x + bias)")};
    static constexpr bool needs_derivative = true, drops = false;

    template <class T, class S>
    static ACTJET_HD T argument(const T* in, const S& s) {
        return forward::argument(in, s);
    }
    template <class T, class S, class F>
    static ACTJET_HD void finish(const F& f, const T*, T* out, const S&) {
        const auto j = f.jet();
        out[0] = j.value;
        out[1] = j.derivative;
    }
};

struct backward {
    static constexpr actjet_pass id = ACTJET_BACKWARD;
    static constexpr traversal over = traversal::elements;
    static constexpr const char* name = "backward";
    static constexpr const char* meaning =
        "dx = gradient_scale dy f'(x + bias), dbias = the sum of dx, dparameter = that of gradient_scale dy "
        "df/dparameter";
    static constexpr operand operands[] = {x_operand,
                                           dy_operand,
                                           bias_operand,
                                           parameter_operand,
                                           optional_input("gradient_scale", no_factor, "a factor of the gradients"),
                                           gradient_output("dx", "the gradient with respect to x"),
                                           optional_sum("dbias", "the gradient with respect to bias"),
                                           dparameter_operand};
    static constexpr bool needs_derivative = true, drops = true;

    template <class T, class S>
    static ACTJET_HD T argument(const T* in, const S&) {
        return argument_of(in[0], in[2], in[3]);
    }
    template <class T, class S, class F>
    static ACTJET_HD void finish(const F& f, const T* in, T* out, const S& s) {
        const T g = (in[1] * in[4]) * T(s.gradient_scale);
        out[0] = out[1] = f.dropped(f.gradient(g));
        out[2] = f.dropped(f.canonical(g * f.parameter_derivative()));
    }
};

// The three in one, each of whose outputs may be left out: what one loop for all of them computes.
struct elementwise {
    static constexpr operand operands[] = {x_operand,
                                           optional_input("dy", no_addend, "the gradient with respect to y"),
                                           bias_operand,
                                           parameter_operand,
                                           optional_input("gradient_scale", no_factor, "a factor of the gradients"),
                                           optional_output("y", "f(x + bias)"),
                                           optional_output("dydx", "f'(x + bias)"),
                                           gradient_output("dx", "the gradient with respect to x"),
                                           optional_sum("dbias", "the gradient with respect to bias"),
                                           dparameter_operand};

    template <class T, class S>
    static ACTJET_HD T argument(const T* in, const S& s) {
        return backward::argument(in, s);
    }
    template <class T, class S, class F>
    static ACTJET_HD void finish(const F& f, const T* in, T* out, const S& s) {
        jet::finish(f, in, out, s);
        forward::finish(f, in, out, s);
        backward::finish(f, in, out + 2, s);
    }
};

// A pass on what must be given alone: without bias, factors and sums.
template <class Pass, class T, class F>
ACTJET_HD void apply_plain(const F& f, const T* in, T* out) {
    const core::evaluated<F, T> at(f, in[0]);
    if constexpr (Pass::id == ACTJET_BACKWARD) {
        out[0] = at.gradient(in[1]);
    } else {
        Pass::finish(at, in, out, no_settings{});
    }
}

}  // namespace actjet::passes
