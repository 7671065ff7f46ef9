#!/usr/bin/env python3
"""Coefficients of gelu_tanh: include/actjet/activations/gelu_tanh.hpp and exp_of_nonnegative_product of core/growth.hpp.

With z(a) = a (C1 + C2 a^2), C1 = 2 sqrt(2 / pi), C2 = 0.044715 C1, and the factor A(a) = 1 - a z'(a) / (1 + exp(-z(a)))
of the derivative at -a:
  * C1 and C2 in two parts, the upper part of C1 shortened so that it can be taken off again exactly.
  * expm1(r) ~ r + r^2 P(r), P of degree 4, for -0.2881 <= r <= 0.4051.
  * float32: A(a0 - t/2) ~ t + (t M(t) + K) for |t| <= 31/64, M of degree 4, a0 the zero of A as a float32, K what it lacks.
  * float64: f'(t - a0) / t for |t| <= 1/4.

Prints the coefficients, lowest first, and relative errors. Needs mpmath and numpy.
"""
import mpmath as mp
import numpy as np

from minimax import interpolate, powers, round_coefficients, rounded, show, show_double

mp.mp.dps = 50
C1 = 2 * mp.sqrt(2 / mp.pi)
C2 = C1 * mp.mpf("0.044715")


def factor(a):
    return 1 - a * (C1 + 3 * C2 * a * a) / (1 + mp.exp(-a * (C1 + C2 * a * a)))


def slope(x):
    e = mp.exp(x * (C1 + C2 * x * x))
    return e / (1 + e) * (1 + x * (C1 + 3 * C2 * x * x) / (1 + e))


def chebyshev(lower, upper, count):
    x = (lower + upper) / 2 + (upper - lower) / 2 * np.cos(np.pi * np.arange(count) / (count - 1))
    return x[np.abs(x) > 1e-5]


def constants():
    upper = mp.floor(C1 * 2**20) / 2**20
    print("float32: C1", float(upper).hex(), rounded(C1 - upper).hex())
    print("         C2", rounded(C2).hex(), rounded(C2 - mp.mpf(rounded(C2))).hex())
    upper = mp.floor(C1 * 2**46) / 2**46
    print("float64: C1", repr(float(upper)), repr(float(C1 - upper)), "nearest", repr(float(C1)))
    low = float(C2 - mp.mpf(float(C2)))
    print("         C2", repr(float(C2)), repr(low), "3 C2, lower part", repr(3 * low))


def fit_expm1():
    shift = 0.0585
    half = float(mp.log(2)) / 2 + 1e-4
    r = chebyshev(shift - half, shift + half, 801)
    target = np.array([float((mp.expm1(mp.mpf(v)) - mp.mpf(v)) / mp.mpf(v) ** 2) for v in r])
    weight = r**2 / np.exp(r)

    def model(c):
        return (np.column_stack(powers(r, 0, 5)) @ c - target) * weight, np.column_stack(
            [p * weight for p in powers(r, 0, 5)]
        )

    start = np.linalg.lstsq(np.column_stack(powers(r, 0, 5)), target, rcond=None)[0]
    worst, c = round_coefficients(model, start, [0, 4, 3, 2, 1])
    show("P", c, worst)


def fit_zero():
    zero = mp.findroot(factor, 0.7525)
    a0 = rounded(zero)
    k = rounded(factor(mp.mpf(a0)))
    print("2 a0", (2 * a0).hex(), "K", k.hex())
    t = chebyshev(-0.484375, 0.484375, 401)
    target = np.array([float((factor(mp.mpf(a0) - mp.mpf(v) / 2) - k) / mp.mpf(v)) for v in t])

    def model(c):
        return (1 + np.column_stack(powers(t, 0, 5)) @ c) / target - 1, np.column_stack(
            [p / target for p in powers(t, 0, 5)]
        )

    start = np.linalg.lstsq(np.column_stack(powers(t, 0, 5)), target - 1, rcond=None)[0]
    worst, c = round_coefficients(model, start, range(5))
    show("M", c, worst)
    print("a0 in two doubles", repr(float(zero)), repr(float(zero - mp.mpf(float(zero)))))
    show_double("f'(t - a0) / t", *interpolate(lambda t: slope(t - zero) / t, mp.mpf(1) / 4, 18))


if __name__ == "__main__":
    constants()
    fit_expm1()
    fit_zero()
