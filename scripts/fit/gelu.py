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

mp.mp.dps = 50
ULP = 2.0**-24


def rounded(v):
    return float(np.float32(float(v)))


def mills(a):
    return mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


def alternation(error, count):
    """Indices of count extrema of alternating sign, the largest ones; fewer if there are not as many."""
    signs = np.where(error < 0, -1, 1)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(signs)) + 1, [len(error)]])
    found = [s + int(np.argmax(np.abs(error[s:e]))) for s, e in zip(starts, starts[1:])]
    while len(found) > count:
        least = min(range(len(found)), key=lambda i: abs(error[found[i]]))
        if len(found) == count + 1:
            least = 0 if abs(error[found[0]]) < abs(error[found[-1]]) else len(found) - 1
        if least in (0, len(found) - 1):
            found.pop(least)
        else:
            other = least - 1 if abs(error[found[least - 1]]) < abs(error[found[least + 1]]) else least + 1
            for i in sorted((least, other), reverse=True):
                found.pop(i)
    return found


def minimax(model, start, free, steps=40):
    """The smallest largest error over the free coefficients. model(c) gives the errors on a grid and their slopes."""
    c, free, stalled = start.copy(), list(free), 0
    best = (np.max(np.abs(model(c)[0])), c.copy())
    for _ in range(steps if free else 0):
        error, slopes = model(c)
        slopes = slopes[:, free]
        worst = np.max(np.abs(error))
        stalled = 0 if worst < best[0] * (1 - 1e-9) else stalled + 1
        if worst < best[0]:
            best = (worst, c.copy())
        if stalled > 6:
            break
        scale = np.abs(slopes).max(0)
        at = alternation(error, len(free) + 1)
        if len(at) == len(free) + 1:
            matrix = np.column_stack([slopes[at] / scale, -np.sign(error[at])])
            c[free] += np.linalg.solve(matrix, -error[at])[:-1] / scale
        else:
            weight = np.sqrt(np.abs(error) / worst) + 1e-2
            c[free] += np.linalg.lstsq(slopes / scale * weight[:, None], -error * weight, rcond=None)[0] / scale
    return best


def round_coefficients(model, c, order):
    order = list(order)
    worst, c = minimax(model, c, order)
    while order:
        i = order.pop(0)
        near = np.float32(c[i])
        tries = []
        for v in (near, np.nextafter(near, np.float32(9)), np.nextafter(near, np.float32(-9))):
            fixed = c.copy()
            fixed[i] = float(v)
            tries.append(minimax(model, fixed, order))
        worst, c = min(tries, key=lambda t: t[0])
    return worst, c


def powers(a, first, count):
    return [a**i for i in range(first, first + count)]


def show(name, coefficients, worst):
    print(f"{name}: relative error 2^{np.log2(worst):.2f}")
    print("   ", ", ".join(float(v).hex().replace("0000000p", "p") for v in coefficients))


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
    n, width = 18, mp.mpf(1) / 2
    nodes = [width * mp.cos(mp.pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    matrix = mp.matrix(n, n)
    for i, t in enumerate(nodes):
        for j in range(n):
            matrix[i, j] = t**j
    m = [float(v) for v in mp.lu_solve(matrix, mp.matrix([slope(t - zero) / t for t in nodes]))]
    points = [width * (mp.mpf(i) / 100 - mp.mpf("0.9987")) for i in range(200)]
    worst = max(abs(mp.polyval([mp.mpf(v) for v in m[::-1]], t) * t / slope(t - zero) - 1) for t in points)
    print(f"gelu'(t - a0) / t: relative error 2^{float(mp.log(worst, 2)):.2f}")
    print("   ", ", ".join(repr(v) for v in m))


if __name__ == "__main__":
    float32()
    float64()
