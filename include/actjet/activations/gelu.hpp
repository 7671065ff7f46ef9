// gelu(x) = x Phi(x) with the normal distribution Phi; derivative Phi(x) + x phi(x), phi its density.
//
// Method, float32. With a = |x|, c = 1 / sqrt(2 pi) and phi(x) / c = exp(-a^2/2), both are a tail times that power:
//     gelu(x)  = max(x, 0) - c exp(-a^2/2) t(a),     t(a) = p / (p + n)
//     gelu'(x) = x < 0 ? s : 1 - s,                  s = c exp(-a^2/2) (a0 - a) (1 + l / (p + n))
// where p = a + a^2 G(a), n and l are polynomials. t is a times Mills' ratio; it goes to 1 as n / p goes to 0, and to
// a / n as p / n does. So the errors of p count little for large a and those of n little for small a, and fitting p
// and n together takes two degrees less than any polynomial. -a0 is the zero of the derivative: as a factor it keeps
// the digits of s there, and l / (p + n), at most 0.67, damps the errors of l.
//
// The quotient t is y + rest / (p + n), y an estimate of it. The parts y exp and rest exp are added last, with the
// factor c, so that gelu(x) for x < 0 has one rounding of full weight.
//
// Coefficients: scripts/fit/gelu.py.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential.hpp>

namespace actjet {

// float32: at most 2 ULP for the value and 2.5 for the derivative; 46 instructions, with the derivative 67 (sm_90).
// float64: C library functions; at most 4 ULP for the value, 5 for the derivative.
// f(-inf) = -0, f'(-inf) = -0: the derivative comes up to 0 from below.
struct gelu {
    static constexpr core::facts facts{
        .id = ACTJET_GELU,
        .name = "gelu",
        .family = "self-gated",
        .formula = R"(x \Phi(x) = \frac{x}{2} \mathrm{erfc}(-x / \sqrt{2}))",
        .derivative = R"(\Phi(x) + x \varphi(x))",
        .paper = "Hendrycks and Gimpel, Gaussian Error Linear Units, 2016",
        .values = {-0.1699713, core::infinity},
        .monotone = false,
        .saturates_left = true,
        .ulp = {2, 2.5},
    };

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x) {
        if constexpr (core::binary32<T>) {
            return exact(x);
        } else {
            return wide(x);
        }
    }

  private:
    template <class T>
    static ACTJET_HD core::jet<T> exact(T x) {
        using core::fma;
        constexpr float n0 = 0x1.988454p-1f;  // 2 c, which makes t(a) = a / (2 c) near 0
        constexpr float c = 0x1.988454p-2f * core::scaled_exp<T>::unscale;
        const T a = core::at_most(core::abs(x), T(14.75f));
        const T half = a * -0.5f;
        const auto e = core::exp_of_product(a, half);

        const T g =
            core::polynomial(a, -0x1.145bdap+1f, -0x1.1ed452p+0f, -0x1.589534p-2f, -0x1.df038cp-5f, -0x1.3df30cp-8f);
        const T p = fma(a * half, g, a);
        const T n1 = core::polynomial(a, 0x1.fde888p-2f, 0x1.4f4994p-3f, 0x1.dec1d2p-6f, 0x1.3dffe6p-9f);
        const T n = fma(a, n1, T(n0)), n_low = fma(a, n1, T(n0) - n);
        const T r = core::reciprocal(p + n);

        const T scaled = p * e.power, y = scaled * r;
        // The larger product first: it nearly cancels, so that its difference is exact.
        const T upper = fma(-y, core::larger(p, n), scaled);
        const T rest = fma(-y, n_low, fma(-y, core::smaller(p, n), upper)) * r;
        const T tail = fma(y, T(c), fma(e.expm1, y, fma(e.expm1, rest, rest)) * c);

        // a0 = 0x1.80ead2p-1 and what it lacks, which is times 1 + l / (p + n) at a0.
        const T l = core::polynomial(a, 0x1.83d1d2p-26f, 0x1.4abe96p-1f, 0x1.71dc4cp-2f, 0x1.d642f2p-4f, 0x1.56d67cp-6f,
                                     0x1.de100ap-10f) +
                    0x1.1085e0p-1f;
        const T d = (0x1.80ead2p-1f - a) * e.power, dr = d * r;
        const T s = fma(dr, l, d), s_low = fma(e.power, T(-0x1.2a9e86p-26f), fma(dr, l, d - s));
        const T slope = fma(s, T(c), fma(e.expm1, s, fma(e.expm1, s_low, s_low)) * c);
        return {core::larger(x, T(-0.0f)) - tail, core::select(x < T(0), slope, T(1) - slope)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> wide(T x) {
        using core::fma;
        const T c = core::at_least(core::at_most(x, T(40)), T(-40));
        const auto deep = c < T(-28);
        // The density is phi times unscale: exp(-c^2/2) is denormal before the products with it are.
        const T unscale = core::select(deep, T(4.377491037053051e-223), T(1));  // exp(-512)
        const T square = c * c;
        const T e = core::exp((core::select(deep, T(1024.0), T(0)) - square) * 0.5);
        const T corrected = fma(e, fma(c, c, -square) * -0.5, e);
        const T phi = corrected * 0.39894228040143268;
        // Between -2 and -1.25 Phi and x phi cancel in part: there the digits that phi lost are needed.
        const T phi_low = fma(corrected, T(0.39894228040143268), -phi) + corrected * -2.4923272022777433e-17;
        // Phi = erfc(u + u_low) / 2, u + u_low = -c / sqrt(2): exp(-u^2) amplifies the rounding of u.
        const T u = c * -0.70710678118654752;
        const T u_low = fma(c, T(-0.70710678118654752), -u) + c * 4.8336466567264567e-17;
        const T near = fma(e * u_low, T(-0.56418958354775628), core::erfc(u) * 0.5);
        // x Phi(x) = -phi(x) (1 - 1 / x^2 + 3 / x^4 - 15 / x^6 ...), where erfc would underflow.
        const T far =
            -core::polynomial(T(1) / core::at_least(square, T(784)), 1, -1, 3, -15, 105, -945, 10395, -135135, 2027025);
        const T slope = core::select(deep, (far / c + c) * phi * unscale, fma(c, phi, near) + c * phi_low);
        const T t = (x + 0.7517915246935645) - 1.4956759177009883e-17;
        const T m = core::polynomial(t, 0.4314939923140469, 0.388284982990552, -0.018199676398671122,
                                     -0.1140082332972217, -0.014771522148240705, 0.019421679838189335,
                                     0.004539228378976112, -0.002239538068084608, -0.0007448268355997574,
                                     0.0001863397464612858, 8.61594430148815e-05, -1.1214382841075225e-05,
                                     -7.748218987643053e-06, 4.3286314480083847e-07, 5.693130757983502e-07,
                                     -1.676487479625356e-09, -3.3383485395431794e-08, -1.2408918683387954e-09);
        return {core::select(deep, far * phi * unscale, x * near), core::select(core::abs(t) < T(0.5), t * m, slope)};
    }
};

}  // namespace actjet
