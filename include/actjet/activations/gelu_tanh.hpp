// gelu_tanh(x) = x sigmoid(z(x)), z(x) = x (C1 + C2 x^2), which is x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
//
// Method, float32. With a = |x| and s = 1 / (1 + exp(z(a))), a tail that falls like exp(-a^3):
//     f(x)  = max(x, 0) - a s
//     f'(x) = x < 0 ? s A : 1 - s A,    A = 1 - g (1 - s),    g = a z'(a) = a (C1 + 3 C2 a^2)
// a s is a quotient by 1 + exp(z). A is a sum of two floats: 1 - g, exact for g > 1/2, and g s. Near a0, the zero of A,
// they cancel; there A is t + t M(t) with t = 2 (a0 - a), which is exact, |M| <= 0.13 damping the errors of the
// polynomial.
// exp amplifies the rounding of C1 + C2 a^2 by up to 110: it is kept in two floats, C1 being short enough that the
// sum's error is found by taking it off. z' = 3 z / a - 2 C1 takes it over.
//
// Coefficients: scripts/fit/gelu_tanh.py.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/float64.hpp>
#include <actjet/core/logistic.hpp>
#include <actjet/core/short_gate.hpp>

namespace actjet {

// Derivative: sigmoid(z) + x z'(x) sigmoid(z) sigmoid(-z).
// float32: at most 1.96 ULP for the value and 2.3 for the derivative.
// f(-inf) = -0, f'(-inf) = -0: the derivative comes up to 0 from below.
struct gelu_tanh {
    static constexpr core::facts facts{
        .id = ACTJET_GELU_TANH,
        .name = "gelu_tanh",
        .family = "self-gated",
        .formula = R"(\frac{x}{2} (1 + \tanh u), \; u = \sqrt{2 / \pi} (x + 0.044715 x^3))",
        .derivative = R"(\frac{1 + \tanh u}{2} + \frac{x}{2} \frac{1}{\cosh^2 u} \sqrt{2 / \pi} (1 + 0.134145 x^2))",
        .paper = "Hendrycks and Gimpel, Gaussian Error Linear Units, 2016",
        .values = {-0.1700408, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {1.96, 2.3},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        if constexpr (core::binary32<T>) {
            return in_float32(x);
        } else {
            return in_float64(x);
        }
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x) {
        return core::short_gelu_tanh<Target>(x, core::gelu_tanh_terms_for<Target>());
    }

  private:
    template <class T>
    static ACTJET_HD core::jet<T> in_float32(T x) {
        using core::fma;
        constexpr float c1 = 0x1.98845p+0f, c1_low = 0x1.9ea1b2p-23f, c2 = 0x1.2444f2p-4f, c2_low = 0x1.49b16ap-29f;
        const T a = core::magnitude_at_most(x, T(10.96f));
        // b = c1 + c2 a^2
        const T square = a * a, square_low = fma(a, a, -square);
        const T b = fma(square, T(c2), T(c1));
        const T b_low = fma(square, T(c2), T(c1) - b) + fma(square_low, T(c2), fma(square, T(c2_low), T(c1_low)));
        const core::logistic<T> l(core::exp_of_nonnegative_product(a, b, b_low));
        const T value = core::fnma(l.divided(a), l.tail, core::larger(x, T(-0.0f)));

        const T s = l.inverse, normal = s * l.tail;
        const T dz = fma(b, T(3), T(-2 * c1)), dz_low = fma(b_low, T(3), T(-2 * c1_low));
        const T g = a * dz, g_low = fma(a, dz_low, fma(a, dz, -g));
        const T far_low = fma(g, normal, fma(g_low, normal, -g_low));
        const T t = fma(a, T(-2), T(0x1.8142ap+0f));
        const T near_low = fma(
            t, core::polynomial(t, -0x1.86c312p-5f, -0x1.a1f442p-3f, 0x1.f8b2d4p-8f, 0x1.1fb5d4p-13f, 0x1.4aea98p-12f),
            T(-0x1.730a92p-26f));
        const auto near = core::abs(t) < T(0.484375f);
        const T factor = core::select(near, t, T(1) - g), factor_low = core::select(near, near_low, far_low);
        // (factor + factor_low) s (1 + rest), rounded once.
        const T low = factor_low * s;
        const T slope = fma(factor, s, fma(fma(factor, s, low), l.inverse_rest(), low)) * l.tail;
        return {value, core::select(x < T(0), slope, T(1) - slope)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> in_float64(T x) {
        using core::fma;
        const auto negative = x < T(0);
        const T a = core::magnitude_at_most(x, T(22)), square = a * a;
        // z + z_low = a (C1 + C2 a^2): exp amplifies the rounding of z. C1 is short enough for C1 - b to be exact.
        const T c1(1.595769121605727), c2(0.07135481627260025);
        const T b = fma(square, c2, c1);
        const T low = fma(square, T(-6.175149918155315e-19), T(3.675065195634423e-15));
        const T b_low = fma(square, c2, c1 - b) + fma(fma(a, a, -square), c2, low);
        const T z = a * b, z_low = fma(a, b_low, fma(a, b, -z));
        const auto deep = z > T(600);
        const core::float64_logistic<T> l(core::float64_exp<T>(core::exp(core::select(deep, T(512), T(0)) - z), -z_low,
                                                               core::select(deep, T(core::exp_of_minus_512), T(1))));
        // g + g_low = a (C1 + 3 C2 a^2)
        const T p = fma(square, T(3) * c2, c1);
        const T p_low =
            fma(square, T(3) * c2, c1 - p) +
            fma(fma(a, a, -square), T(3) * c2, fma(square, T(-1.8525449754465945e-18), T(3.675065195634423e-15)));
        const T g = a * p, g_low = fma(a, p_low, fma(a, p, -g));
        const auto gs = l.product(g, g_low);
        const T t = (x + 0.7524614220710163) - 3.635560509207687e-17;
        const T m = core::polynomial(t, 0.4304000910248585, 0.38751844613578895, -0.01578285352184803,
                                     -0.11394448308095899, -0.016619328343052554, 0.019682309459833115,
                                     0.00526105925492046, -0.0024227318458747643, -0.0009274420229009497,
                                     0.0002639276404994089, 0.0001242522724900653, -3.495617042662114e-05,
                                     -1.595074618655085e-05, 5.918577233284342e-06, 2.431157104878933e-06,
                                     -9.893176950639952e-07, -4.104147382156095e-07, 1.368808523739174e-07);
        const T left = core::select(core::abs(t) < T(0.25), t * m, l.lower_times(core::complement(gs)));
        const T finite = core::at_least(core::at_most(x, T(22)), T(-22));
        return {l.gated(negative, x, finite), core::select(negative, left, l.upper_plus(gs))};
    }
};

}  // namespace actjet
