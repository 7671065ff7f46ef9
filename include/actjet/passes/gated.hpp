// Gated units: f(gate) x, the second half of a feed-forward block or of a gated convolution. With f the identity this
// is the bilinear unit, with sigmoid GLU, with relu ReGLU, with gelu GEGLU, with silu (swish at beta = 1) SwiGLU. N.
// Shazeer, "GLU Variants Improve Transformer", 2020; Y. Dauphin et al., "Language Modeling with Gated Convolutional
// Networks", 2017.
//
//     a = min(gate + gate_bias, gate_limit)        v = min(f(a), value_limit)
//     u = cap(clamp(x + x_bias, -x_limit, x_limit)) + x_offset, with cap(t) = x_soft_cap tanh(t / x_soft_cap)
//     y = (v u) scale
//
// where what is not given changes nothing; with ACTJET_ROUND_EACH_STEP each sum and product is rounded to the storage
// type before the next. Each operation is rounded to float32 (float64 in its own), and each result once more when it is
// stored.
//
//     g = dy gradient_scale           dscale = g (v u)
//     dx = (g scale) v                where x + x_bias lies in [-x_limit, x_limit], else 0; with a cap, times its
//                                     derivative, 1 - tanh(t / x_soft_cap)^2
//     dgate = ((g scale) u) f'(a)     where gate + gate_bias <= gate_limit and f(a) <= value_limit, else 0
//
// With dropout y and each gradient are multiplied by the element's factor last, or are 0; see random.hpp.
#pragma once

#include <actjet/activations/tanh.hpp>
#include <actjet/core/activation.hpp>
#include <actjet/passes/operand.hpp>
#include <actjet/passes/settings.hpp>

#include <actjet/core/guard_begin.hpp>

namespace actjet::passes {

// What x is where it meets the gate, and whether it was left as it is.
template <class T>
struct gated_input {
    T plain, limited, slope = T(1);

    template <class S>
    ACTJET_HD gated_input(T x, const S& s) : plain(x), limited(x) {
        if (s.limited) {
            T bounded = core::at_least(core::at_most(x, T(s.x_limit)), T(-s.x_limit));
            if (s.x_soft_cap != 0) {
                const T cap(s.x_soft_cap);
                const core::prepared<hyperbolic_tangent, core::scalar_of<T>> tanh(hyperbolic_tangent{});
                const core::jet<T> curve = tanh(s.step(bounded / cap));
                bounded = s.step(s.step(curve.value) * cap);
                slope = curve.derivative;
            }
            limited = s.step(bounded + T(s.x_offset));
        }
    }
    template <class S>
    ACTJET_HD T open(T gradient, const S& s) const {
        if (s.limited && s.x_soft_cap != 0) {
            gradient = gradient * slope;
        }
        return s.limited ? core::select(T(s.x_limit) < core::abs(plain), T(0), gradient) : gradient;
    }
};

template <class T, class S>
ACTJET_HD T limited_gate(T gate, const S& s) {
    return s.limited ? core::at_most(gate, T(s.gate_limit)) : gate;
}
template <class T, class S>
ACTJET_HD T limited_value(T value, const S& s) {
    return s.limited ? core::at_most(value, T(s.value_limit)) : value;
}

inline constexpr operand gate_operand = input("gate", "what the activation is applied to");
inline constexpr operand gated_operand = input("x", "what is gated");
inline constexpr operand gate_bias_operand = optional_input("gate_bias", no_addend, "added to gate");
inline constexpr operand x_bias_operand = optional_input("x_bias", no_addend, "added to x");
inline constexpr operand scale_operand = optional_input("scale", no_factor, "a factor of y, as a router's probability");

struct gated_forward {
    static constexpr actjet_pass id = ACTJET_GATED_FORWARD;
    static constexpr traversal over = traversal::elements;
    static constexpr const char* name = "gated_forward";
    static constexpr const char* meaning = "y = f(gate + gate_bias) (x + x_bias) scale";
    static constexpr operand operands[] = {gate_operand,   gated_operand, gate_bias_operand,
                                           x_bias_operand, scale_operand, output("y", "the gated x")};
    static constexpr bool needs_derivative = false, drops = true;

    template <class T, class S>
    static ACTJET_HD T argument(const T* in, const S& s) {
        return limited_gate(s.step(in[0] + in[2]), s);
    }
    template <class T, class S, class F>
    static ACTJET_HD void finish(const F& f, const T* in, T* out, const S& s) {
        const T v = limited_value(s.step(f.jet().value), s);
        const T product = s.step(v * gated_input<T>(s.step(in[1] + in[3]), s).limited);
        out[0] = f.dropped(f.canonical(product * in[4]));
    }
};

struct gated_backward {
    static constexpr actjet_pass id = ACTJET_GATED_BACKWARD;
    static constexpr traversal over = traversal::elements;
    static constexpr const char* name = "gated_backward";
    static constexpr const char* meaning = "the gradients of gated_forward, and y once more on request";
    static constexpr operand operands[] = {gate_operand,
                                           gated_operand,
                                           input("dy", "the gradient with respect to y"),
                                           gate_bias_operand,
                                           x_bias_operand,
                                           scale_operand,
                                           optional_input("gradient_scale", no_factor, "a factor of the gradients"),
                                           gradient_output("dgate", "the gradient with respect to gate"),
                                           gradient_output("dx", "the gradient with respect to x"),
                                           optional_output("y", "what gated_forward gives"),
                                           optional_sum("dgate_bias", "the gradient with respect to gate_bias"),
                                           optional_sum("dx_bias", "the gradient with respect to x_bias"),
                                           optional_sum("dscale", "the gradient with respect to scale")};
    static constexpr bool needs_derivative = true, drops = true;

    template <class T, class S>
    static ACTJET_HD T argument(const T* in, const S& s) {
        return limited_gate(s.step(in[0] + in[3]), s);
    }
    template <class T, class S, class F>
    static ACTJET_HD void finish(const F& f, const T* in, T* out, const S& s) {
        const T value = s.step(f.jet().value), v = limited_value(value, s);
        const gated_input<T> u(s.step(in[1] + in[4]), s);
        const T g = s.step((in[2] * in[6]) * T(s.gradient_scale)), scaled = s.step(g * in[5]);
        const T product = s.step(v * u.limited);
        T dgate = f.gradient(s.step(scaled * u.limited));
        if (s.limited) {
            const auto shut = (T(s.gate_limit) < s.step(in[0] + in[3])) | (T(s.value_limit) < value);
            dgate = core::select(shut, T(0), dgate);
        }
        out[0] = out[3] = f.dropped(dgate);
        out[1] = out[4] = f.dropped(f.canonical(u.open(scaled * v, s)));
        out[2] = f.dropped(f.canonical(product * in[5]));
        out[5] = f.dropped(f.canonical(g * product));
    }
};

}  // namespace actjet::passes

#include <actjet/core/guard_end.hpp>
