#!/usr/bin/env python3
"""Coefficients of gelu: include/actjet/activations/gelu.hpp.

float32. With c = 1 / sqrt(2 pi), R(a) = exp(a^2/2) erfc(a / sqrt(2)) / 2, C = c as a float32, all for 0 <= a <= 14.75:
  * C (1 + a g(a)) / (p(a) + n(a)) ~ R(a), p(a) = a + a^2 g(a), g and n of degree 4: a rational approximation, by
    Remez's exchange on a grid, each step linearised. Its coefficients are then rounded to float32 one after the other,
    each time refitting those that are left.
  * c expm1(r/2) ~ r q(r) for |r| <= ln2, q of degree 5 with the constant term C / 2, errors relative to c exp(r/2).
  * (a0 - a)(1 + l(a) / (p(a) + n(a))) + K ~ (R(a) - c a) / C, l of degree 5, a0 the zero of the right side as a
    float32, K what it lacks. l's constant term is a sum of two floats.
    Offsets in 2^-24 of the target, found by measuring signed errors, lessen what rounding does to one side only. For
    2 <= a < 8.75, a0 - a always rounds by 2^-24 the same way: the target is up to 0.25 smaller there, 0.1 larger just
    below 2, 0.2 larger around 13.5 and 0.05 near 0.

float64, for all 0 <= a <= 39: the same with g and n of degree 9 and l of degree 10, by least squares in mpmath, reweighted
towards equal errors.

Prints the coefficients, lowest first, and relative errors. Needs mpmath and numpy.
"""
import mpmath as mp
import numpy as np

from minimax import ULP, minimax, powers, round_coefficients, rounded, show, show_double

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
    step = np.where(a > 1.95, -0.25 * np.exp(-(((a - 2.1) / 1.2) ** 2)), 0.1 * np.exp(-(((a - 1.9) / 0.3) ** 2)))
    target = slope / (a0 - a) * (1 + ULP * (step + 0.2 * np.exp(-(((a - 13.5) / 1.5) ** 2))))

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


def fit_expm1(c_float):
    """q. errors: (r q - C expm1(r/2)) / (C exp(r/2))."""
    r = 2.001 * float(mp.log(2) / 2) * np.cos(np.pi * np.arange(1, 4000, 2) / 4000)
    target, size = c_float * np.expm1(r / 2), c_float * np.exp(r / 2)

    def model(v):
        return (r * (np.column_stack(powers(r, 0, 6)) @ v) - target) / size, np.column_stack(powers(r, 1, 6)) / size[:, None]

    v = np.array([c_float / 2 ** (i + 1) / float(mp.factorial(i + 1)) for i in range(6)])
    return round_coefficients(model, v, range(1, 6))


def float32():
    c = 1 / mp.sqrt(2 * mp.pi)
    c_float = rounded(c)
    grid = 14.75 * ((1 - np.cos(np.pi * np.arange(1500) / 1499)) / 2) ** 1.5
    r = np.array([float(mills(mp.mpf(v))) for v in grid])
    worst, v = fit_mills(grid, r, float(c), c_float)
    print("C", c_float.hex())
    show("g", v[:5], worst)
    show("n", v[5:], worst)
    worst, q = fit_expm1(c_float)
    show("q, but for its constant term", q[1:], worst)

    zero = mp.findroot(lambda a: mills(a) - c * a, 0.7518)
    a0 = rounded(zero)
    k = rounded((mills(mp.mpf(a0)) - c * mp.mpf(a0)) / c_float)
    print("a0", a0.hex(), "K", k.hex())
    a = grid[np.abs(grid - a0) > 1e-4]
    slope = np.array([float((mills(mp.mpf(v)) - c * mp.mpf(v)) / c_float) for v in a])
    d = a * (1 + np.column_stack(powers(a, 1, 5)) @ v[:5]) + np.column_stack(powers(a, 0, 5)) @ v[5:]
    worst, l = fit_slope(a, d, slope, a0, k, v[5])
    show("l", l, worst)


def least_squares(rows, right):
    a, b = mp.matrix(rows), mp.matrix(right)
    return list(mp.lu_solve(a.T * a, a.T * b))


def levelled(fit, errors, count, steps=12):
    """fit(weights) whose largest error is the least, the weights going where errors are large."""
    weights = [mp.mpf(1)] * count
    for _ in range(steps):
        found = fit(weights)
        size = [abs(e) for e in errors(found)]
        weights = [w * (0.3 + 0.7 * mp.sqrt(s / max(size))) for w, s in zip(weights, size)]
        weights = [w / max(weights) for w in weights]
    return found, max(size)


def float64():
    mp.mp.dps = 70
    c = 1 / mp.sqrt(2 * mp.pi)
    count = 240
    grid = [39 * ((1 - mp.cos(mp.pi * (2 * i + 1) / (2 * count))) / 2) ** mp.mpf(1.5) for i in range(count)]
    r = [mills(a) for a in grid]
    ratio = [c / v - a for a, v in zip(grid, r)]  # n / (1 + a g) to be
    q = [mp.mpf(1)] * count  # 1 + a g, of the last step

    def rational(weights):
        scale = [w / (v * (a + h)) for w, v, a, h in zip(weights, q, grid, ratio)]
        rows = [[-h * a**i * s for i in range(1, 11)] + [a**i * s for i in range(10)]
                for a, h, s in zip(grid, ratio, scale)]
        v = least_squares(rows, [h * s for h, s in zip(ratio, scale)])
        found = [mp.mpf(1)] + v[:10], v[10:]
        q[:] = [mp.polyval(found[0][::-1], a) for a in grid]
        return found

    def rational_errors(found):
        return [(mp.polyval(found[1][::-1], a) / v - h) / (a + h) for v, a, h in zip(q, grid, ratio)]

    (q_coefficients, n), worst = levelled(rational, rational_errors, count)
    show_double("1 + a g", [float(v) for v in q_coefficients], float(worst))
    show_double("n", [float(v) for v in n], float(worst))
    print("c in two doubles", repr(float(c)), repr(float(c - float(c))))

    a0 = mp.findroot(lambda a: mills(a) - c * a, 0.7518)
    print("a0 in two doubles", repr(float(a0)), repr(float(a0 - mp.mpf(float(a0)))))
    rounded_q, rounded_n = ([mp.mpf(float(v)) for v in k] for k in (q_coefficients, n))
    d = [a * mp.polyval(rounded_q[::-1], a) + mp.polyval(rounded_n[::-1], a) for a in grid]
    slope = [(v - c * a) / (c * (a0 - a)) for v, a in zip(r, grid)]  # 1 + l / d to be

    def linear(weights):
        rows = [[a**i * w / (b * s) for i in range(11)] for a, b, s, w in zip(grid, d, slope, weights)]
        return least_squares(rows, [(s - 1) / s * w for s, w in zip(slope, weights)])

    def linear_errors(l):
        return [(1 + mp.polyval(l[::-1], a) / b) / s - 1 for a, b, s in zip(grid, d, slope)]

    l, worst = levelled(linear, linear_errors, count)
    show_double("l", [float(v) for v in l], float(worst))


if __name__ == "__main__":
    float32()
    float64()
