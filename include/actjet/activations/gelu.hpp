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
// float64 does the same with n, G and l of degree 9, 9 and 10, and carries more: the low parts of exp(-a^2/2), of p +
// n, of c and of a0 - a. No erfc of a C library is as accurate: glibc's is off by up to 3 ULP around 1.2.
//
// Coefficients: scripts/fit/gelu.py.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential.hpp>
#include <actjet/core/wide.hpp>

namespace actjet {

// float32: at most 2 ULP for the value and 2.5 for the derivative.
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
        const T upper = core::fnma(y, core::larger(p, n), scaled);
        const T rest = core::fnma(y, n_low, core::fnma(y, core::smaller(p, n), upper)) * r;
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
        constexpr double a0 = 0.7517915246935645, a0_low = -1.4956759177009883e-17;
        const core::two_part<T> c{T(0.3989422804014327), T(-2.49232720227773e-17)};
        const T a = core::at_most(core::abs(x), T(39)), square = a * a;
        // exp(-a^2/2) is denormal before the products with it are.
        const auto deep = a > T(28);
        const core::wide_exp<T> e(core::exp((core::select(deep, T(1024), T(0)) - square) * 0.5),
                                  fma(a, a, -square) * -0.5, core::select(deep, T(core::exp_of_minus_512), T(1)));

        const T p =
            a * core::polynomial(a, 1.0, 1.6941817513282227, 1.419620162578498, 0.7617056346900877, 0.2873458954310035,
                                 0.07931588505395036, 0.016209541179557196, 0.0024261173381871833,
                                 0.0002556663087636922, 1.726928422140151e-05, 5.760142783457026e-07);
        const T n1 = core::polynomial(a, 0.9883812349463301, 0.6260676665499691, 0.25744016427048644,
                                      0.07463637828816996, 0.015703967341382265, 0.00239157880837406,
                                      0.0002545142794619277, 1.7269284230068498e-05, 5.760142783002135e-07);
        const T n0 = T(2) * c.high, n = fma(a, n1, n0), n_low = fma(a, n1, n0 - n) + T(2) * c.low;
        const T d = p + n, d_low = ((core::larger(p, n) - d) + core::smaller(p, n)) + n_low;
        const auto inverse = core::invert(core::two_part<T>{d, d_low});
        const auto t = inverse.product(p);
        auto ct = c.product(t.high);
        ct.low = fma(t.low, c.high, ct.low);

        const T l = inverse.times(core::polynomial(a, 0.5322714294600032, 0.9731488005189458, 0.8625065517009438,
                                                   0.4833952423370064, 0.18886392836585988, 0.053671122515572836,
                                                   0.011244719555287507, 0.0017202901267457497, 0.00018494366677366172,
                                                   1.2732445032856682e-05, 4.330426525627671e-07));
        const T v = T(1) + l, left = T(a0) - a;
        auto s = core::two_part<T>{v, (T(1) - v) + l}.product(left);
        s.low = fma((T(a0) - (left + a)) + T(a0_low), v, s.low);
        auto cs = c.product(s.high);
        cs.low = fma(s.low, c.high, cs.low);
        const T slope = e.times(cs);
        return {core::larger(x, T(-0.0)) - e.times(ct), core::select(x < T(0), slope, T(1) - slope)};
    }
};

}  // namespace actjet
