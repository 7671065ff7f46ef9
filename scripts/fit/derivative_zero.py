#!/usr/bin/env python3
"""Polynomials for a derivative around its zero -a0: f'(t - a0) = t M(t), M with float32 coefficients.

For each function: a0 as a sum of three floats, and M for a window of t with the largest relative error; degree and
window were chosen so that the formula outside of the window keeps its bound. The coefficients are rounded one after
the other, lowest first, each time refitting the higher ones by relative least squares on Chebyshev nodes; of the
lowest, the neighbours are tried as well. Needs mpmath, and numpy for float64.

For float64, a0 as a sum of three doubles and exp(-a0); for mish M of |t| <= 1/2, by interpolation at Chebyshev's nodes.

Used by include/actjet/core/gate.hpp (silu) and include/actjet/activations/mish.hpp (mish).
"""
import struct

from minimax import interpolate, show_double
from mpmath import cos, exp, findroot, fabs, log, lu_solve, matrix, mp, mpf, nstr, pi

mp.dps = 50


def to_float(v):
    return struct.unpack("f", struct.pack("f", float(v)))[0]


def silu_numerator(a):
    return 1 + exp(-a) - a


def silu_prime(a):
    e = exp(-a)
    return e * silu_numerator(a) / (1 + e) ** 2


def mish_numerator(a):
    e = exp(-a)
    return 4 * (1 - a) + e * (6 - 4 * a + e * (4 + e))


def mish_prime(a):
    e = exp(-a)
    return e * mish_numerator(a) / (2 + e * (2 + e)) ** 2


def refit(nodes, values, coefficients, degree):
    """The coefficient of t^len(coefficients) that fits best, given the lower ones, before rounding."""
    powers = range(len(coefficients), degree + 1)
    rows, right = [], []
    for t, v in zip(nodes, values):
        rest = v - sum(mpf(c) * t**j for j, c in enumerate(coefficients))
        rows.append([t**j / v for j in powers])
        right.append(rest / v)
    a, b = matrix(rows), matrix(right)
    return lu_solve(a.T * a, a.T * b)[0]


def fit(quotient, degree, lower, upper):
    middle, w = (lower + upper) / 2, (upper - lower) / 2
    nodes = [middle + w * cos(pi * (2 * i + 1) / (8 * degree)) for i in range(4 * degree)]
    values = [quotient(t) for t in nodes]
    points = [middle + w * (mpf(i) / 200 - 1) + mpf(10) ** -9 for i in range(401)]
    exact = [quotient(t) for t in points]
    best = None
    for step in (-1, 0, 1):
        first = to_float(refit(nodes, values, [], degree))
        coefficients = [to_float(first * (1 + step * mpf(2) ** -23))]
        while len(coefficients) <= degree:
            coefficients.append(to_float(refit(nodes, values, coefficients, degree)))
        worst = max(fabs(sum(mpf(c) * t**j for j, c in enumerate(coefficients)) / v - 1) for t, v in zip(points, exact))
        if best is None or worst < best[1]:
            best = coefficients, worst
    return best


def in_three(value, rounded):
    """The value as a sum of three numbers of a shorter type, the hex floats of which are joined."""
    parts = []
    for _ in range(3):
        parts.append(rounded(value - sum(map(mpf, parts))))
    return " + ".join(part.hex() for part in parts)


def report(name, numerator, prime, guess, degree, lower, upper):
    a0 = findroot(numerator, guess)
    print(f"{name}: a0 = {nstr(a0, 20)} = {in_three(a0, to_float)}")
    coefficients, worst = fit(lambda t: prime(a0 - t) / t, degree, mpf(lower), mpf(upper))
    print(f"  degree {degree}, {lower} <= t <= {upper}: relative error 2^{nstr(log(worst, 2), 4)}")
    print("   ", ", ".join(c.hex() for c in coefficients))


def show_zero(name, zero):
    print(f"{name}, float64: a0 = {in_three(zero, float)}, exp(-a0) = {float(exp(-zero)).hex()}")


if __name__ == "__main__":
    report("silu", silu_numerator, silu_prime, 1.278, 3, -0.0390625, 0.0390625)
    report("mish", mish_numerator, mish_prime, 1.19, 6, -0.2076, 0.3625)
    show_zero("silu", findroot(silu_numerator, 1.278))
    zero = findroot(mish_numerator, 1.19)
    show_zero("mish", zero)
    show_double("mish'(t - a0) / t", *interpolate(lambda t: mish_prime(zero - t) / t, mpf(1) / 2, 18))
