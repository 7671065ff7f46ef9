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
// The quotient t is y + rest, y an estimate of it. With c exp(-a^2/2) = power (c + c expm1) the tail is y c + (y c
// expm1 + rest c exp), all but the power, so that gelu(x) for x < 0 has one rounding of full weight.
//
// float64 does the same with n, G and l of degree 9, 9 and 10, and carries more: the low parts of exp(-a^2/2), of p +
// n, of c and of a0 - a. No erfc of a C library is as accurate: glibc's is off by up to 3 ULP around 1.2.
//
// Coefficients: scripts/fit/gelu.py.
#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/exponential.hpp>
#include <actjet/core/float64.hpp>
#include <actjet/core/short_normal.hpp>

namespace actjet {

// float32: at most 1.71 ULP for the value and 2.42 for the derivative.
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
        .ulp = {1.71, 2.42},
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
        return core::short_gelu<Target>(x, core::gelu_terms_for<Target>());
    }

  private:
    template <class T>
    static ACTJET_HD core::jet<T> in_float32(T x) {
        using core::fma;
        const T a = core::magnitude_at_most(x, T(14.75f)), square = a * a;

        const T p =
            fma(square,
                core::polynomial(a, 0x1.145bdap+0f, 0x1.1ed452p-1f, 0x1.589534p-3f, 0x1.df038cp-6f, 0x1.3df30cp-9f), a);
        // n is short + more. d - short is exact, and so is p less that.
        constexpr float n0 = 0x1.988454p-1f, n_short = 0x1.98p-1f;  // n0 = 2 c, which makes t(a) = a / (2 c) near 0
        const T more =
            core::polynomial(a, n0 - n_short, 0x1.fde888p-2f, 0x1.4f4994p-3f, 0x1.dec1d2p-6f, 0x1.3dffe6p-9f);
        const T d = p + (more + n_short), d_low = more + (p - (d - n_short));
        const T inverse = core::reciprocal(d);

        // exp(-a^2/2) = power exp(r/2), from the exact a^2. c expm1(r/2) and c exp(r/2), |r| <= ln2:
        constexpr float unit = core::scaled_exp<T>::unscale, c = 0x1.988454p-2f * unit;
        const core::reduction<T> reduced(square, T(core::exp_magic<36>), -0.5f);
        const T r = fma(reduced.n, T(-2 * core::ln2_low), core::fnma(a, a, reduced.n * (-2 * core::ln2_high)));
        const T power = reduced.power();
        const T c_expm1 = r * core::polynomial(r, 0.5f * c, 0x1.98845p-5f * unit, 0x1.10579cp-7f * unit,
                                               0x1.105b7ap-10f * unit, 0x1.b599a6p-14f * unit, 0x1.20ae22p-17f * unit);
        const T c_exp = c_expm1 + c;

        const T scaled = p * power, y = scaled * inverse;
        const T rest = core::fnma(y, d_low, core::fnma(y, d, scaled)) * (inverse * c_exp);
        const T tail = fma(y, T(c), fma(y, c_expm1, rest));

        // a0 = 0x1.80ead2p-1 and what it lacks, which is times 1 + l / (p + n) at a0.
        const T l = core::polynomial(a, 0x1.83d1d2p-26f, 0x1.4abe92p-1f, 0x1.71dc64p-2f, 0x1.d642bap-4f, 0x1.56d69ap-6f,
                                     0x1.de1004p-10f) +
                    0x1.1085e0p-1f;
        const T left = (0x1.80ead2p-1f - a) * power, lr = left * inverse;
        const T s = fma(lr, l, left), s_low = fma(power, T(-0x1.2a9e86p-26f), fma(lr, l, left - s));
        const T slope = fma(s, T(c), fma(s, c_expm1, s_low * c_exp));
        return {core::larger(x, T(-0.0f)) - tail, core::select(x < T(0), slope, T(1) - slope)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> in_float64(T x) {
        using core::fma;
        constexpr double a0 = 0.7517915246935645, a0_low = -1.4956759177009883e-17;
        const core::two_part<T> c{T(0.3989422804014327), T(-2.49232720227773e-17)};
        const T a = core::magnitude_at_most(x, T(39)), square = a * a;
        // exp(-a^2/2) is denormal before the products with it are.
        const auto deep = a > T(28);
        const core::float64_exp<T> e(core::exp((core::select(deep, T(1024), T(0)) - square) * 0.5),
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
