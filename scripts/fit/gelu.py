#!/usr/bin/env python3
"""Coefficients of gelu: include/actjet/activations/gelu.hpp.

float32. With c = 1 / sqrt(2 pi), R(a) = exp(a^2/2) erfc(a / sqrt(2)) / 2, C = c as a float32, all for 0 <= a <= 14.75:
  * C (1 + a g(a)) / (p(a) + n(a)) ~ R(a), p(a) = a + a^2 g(a), g and n of degree 4: a rational approximation, by
    Remez's exchange on a grid, each step linearised. Its coefficients are then rounded to float32 one after the other,
    each time refitting those that are left.
  * (a0 - a)(1 + l(a) / (p(a) + n(a))) + K ~ (R(a) - c a) / C, l of degree 5, a0 the zero of the right side as a
    float32, K what it lacks. l's constant term is a sum of two floats.
    Two offsets, found by measuring signed errors, halve what rounding does to one side only. For 2 <= a < 8.75, a0 - a
    always rounds by 2^-24 the same way: the target is 0.1 * 2^-24 smaller around 2.4. Near 0 it is 0.05 * 2^-24 larger.

float64: gelu'(t - a0) / t for |t| <= 1/2, by interpolation at Chebyshev's nodes.

Prints the coefficients, lowest first, and relative errors. Needs mpmath and numpy.
"""
import mpmath as mp
import numpy as np

from minimax import ULP, interpolate, minimax, powers, round_coefficients, rounded, show, show_double

mp.mp.dps = 50


def mills(a):
    return mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


def fit_mills(a, r, c, c_float):
    """g and n. errors: C (1 + a g) / (p + n) / R - 1."""
    inverse = c_float / r  # (p + n) / (1 + a g) to be
    scale = c_float / c

    def model(v):
        q = 1 + np.column_stack(powers(a, 1, 5)) @ v[:5]
        n = np.column_stack(powers(a, 0, 5)) @ v[5:]
        d = a + n / q
        by = inverse / d**2 / q
        slopes = [by * n / q * a**i for i in range(1, 6)] + [-by * a**i for i in range(5)]
        return inverse / d - 1, np.column_stack(slopes)

    # The start: linear least squares of n - (inverse - a) q = 0, reweighted by 1 / q.
    target = inverse - a
    rows = np.column_stack([-target * p for p in powers(a, 1, 5)] + powers(a, 0, 5))
    weight = scale / inverse
    for _ in range(30):
        v = np.linalg.lstsq(rows * weight[:, None], target * weight, rcond=None)[0]
        weight = scale / inverse / np.abs(1 + np.column_stack(powers(a, 1, 5)) @ v[:5])
    return round_coefficients(model, v, [4, 3, 2, 1, 0, 9, 8, 7, 6, 5])


def fit_slope(a, d, slope, a0, k, n0):
    """l. errors: ((a0 - a)(1 + l / d) + K) / slope - 1, without the zero itself."""
    target = slope / (a0 - a) * (1 + np.where(a > 1.95, -0.1 * ULP * np.exp(-(((a - 2.4) / 1.2) ** 2)), 0))

    def model(v):
        value = (1 + np.column_stack(powers(a, 0, 6)) @ v / d) + k / (a0 - a)
        return value / target - 1, np.column_stack([p / d / target for p in powers(a, 0, 6)])

    rows = np.column_stack([p / d / target for p in powers(a, 0, 6)])
    v = np.linalg.lstsq(rows, 1 - 1 / target, rcond=None)[0]
    _, v = minimax(model, v, range(6))
    exact = (slope[0] - k) / a0 * n0 - n0
    v[0] = rounded(exact)
    low = rounded(exact - v[0] + 0.05 * ULP * 1.667 * n0)
    print("l, constant term: upper and lower part", v[0].hex(), low.hex())
    v[0] += low
    return round_coefficients(model, v, [5, 4, 3, 2, 1])


def float32():
    c = 1 / mp.sqrt(2 * mp.pi)
    c_float = rounded(c)
    grid = 14.75 * ((1 - np.cos(np.pi * np.arange(1500) / 1499)) / 2) ** 1.5
    r = np.array([float(mills(mp.mpf(v))) for v in grid])
    worst, v = fit_mills(grid, r, float(c), c_float)
    print("C", c_float.hex())
    show("-2 g", -2 * v[:5], worst)
    show("n", v[5:], worst)

    zero = mp.findroot(lambda a: mills(a) - c * a, 0.7518)
    a0 = rounded(zero)
    k = rounded((mills(mp.mpf(a0)) - c * mp.mpf(a0)) / c_float)
    print("a0", a0.hex(), "K", k.hex())
    a = grid[np.abs(grid - a0) > 1e-4]
    slope = np.array([float((mills(mp.mpf(v)) - c * mp.mpf(v)) / c_float) for v in a])
    d = a * (1 + np.column_stack(powers(a, 1, 5)) @ v[:5]) + np.column_stack(powers(a, 0, 5)) @ v[5:]
    worst, l = fit_slope(a, d, slope, a0, k, v[5])
    show("l", l, worst)


def float64():
    c = 1 / mp.sqrt(2 * mp.pi)

    def slope(x):
        return mp.erfc(-x / mp.sqrt(2)) / 2 + x * c * mp.exp(-x * x / 2)

    zero = -mp.findroot(slope, -0.7518)
    print("a0 in two doubles", repr(float(zero)), repr(float(zero - mp.mpf(float(zero)))))
    show_double("gelu'(t - a0) / t", *interpolate(lambda t: slope(t - zero) / t, mp.mpf(1) / 2, 18))


if __name__ == "__main__":
    float32()
    float64()
