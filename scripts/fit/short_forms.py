#!/usr/bin/env python3
"""Coefficients of the formulas for results of 16 bits: include/actjet/core/short_*.hpp.

Minimax fits, relative errors, rounded to float32 by the fit itself:
  * 2^r = 1 + r p(r) for |r| <= 1/2, p of degree 3 and 4.
  * exp(a^2/2) Phi(-a) as a polynomial of degree 6 in 1 / (a + 3.5), for 0 <= a <= 14.2 (bfloat16) or 7.6 (float16). At 0 it
    is 1/2, nearly without an error: gelu(x) is x/2 there.
  * log1p(e) / e for 0 <= e <= 1, of degree 5 (bfloat16) and 7.
  * tanh(x) / x = p(x^2) / q(x^2) with p(0) = q(0) = 1, for 0 <= x <= 3.5, degrees 2 and 2 (bfloat16), or 4.53125, 3 and 3.
  * (x - tanh(x)) / x^3 = p(x^2) / q(x^2) with q(0) = 1, for 0 <= x <= 5.5, degrees 2 and 2 (bfloat16), or 6.5, 2 and 3.

Then coefficients are moved by last places until every result, or nearly every one of float16, is the nearest number:
short_forms.cpp tries all inputs and finds the moves below (short_forms --search 60).

Prints, header by header, the coefficients, lowest first. Needs mpmath and numpy.
"""
import struct

import mpmath as mp
import numpy as np

from minimax import round_coefficients, rounded

mp.mp.dps = 30


def grid(low, high, count=1501):
    return low + (high - low) * (1 - np.cos(np.pi * np.arange(count) / (count - 1))) / 2


def fit(x, target, powers, tolerance=None):
    """Coefficients of sum c_k x^k ~ target, the errors relative to target, or to tolerance."""
    size = target if tolerance is None else tolerance
    columns = np.column_stack([x**k for k in powers]) / size[:, None]
    start = np.linalg.lstsq(columns, target / size, rcond=None)[0]
    _, c = round_coefficients(lambda c: (columns @ c - target / size, columns), start, range(len(powers))[::-1])
    return list(c)


def fit_quotient(x, target, numerator, denominator, start=0):
    """Coefficients of (start + sum p_k x^k) / (1 + sum q_k x^k) ~ target: p and q for the given powers."""
    p, q = (np.column_stack([x**k for k in powers]) for powers in (numerator, denominator))
    n = len(numerator)

    def model(c):
        above, below = start + p @ c[:n], 1 + q @ c[n:]
        return above / below / target - 1, np.column_stack([p / (below * target)[:, None],
                                                            -q * (above / below**2 / target)[:, None]])

    weight = 1 / target
    for _ in range(40):
        rows = np.column_stack([p, -q * target[:, None]]) * weight[:, None]
        c = np.linalg.lstsq(rows, (target - start) * weight, rcond=None)[0]
        weight = 1 / target / (1 + q @ c[n:])
    _, c = round_coefficients(model, c, [*range(n)[::-1], *range(n, len(c))[::-1]])
    return list(c)


def exp2_terms(degree):
    r = grid(-0.5, 0.5)
    return fit(r, np.exp2(r) - 1, range(1, degree + 1), np.exp2(r))


def mills_terms(highest):
    a = np.append(grid(0, highest, 700), 0)
    m = np.array([float(mp.exp(mp.mpf(v) ** 2 / 2) * mp.erfc(mp.mpf(v) / mp.sqrt(2)) / 2) for v in a])
    size = m.copy()
    size[-1] /= 100
    return fit(1 / (a + 3.5), m, range(7), size)


def log1p_terms(degree):
    e = grid(1e-9, 1)
    return fit(e, np.log1p(e) / e, range(degree + 1))


def tanh_terms(highest, degree):
    x = grid(1e-6, highest, 900)
    powers = range(1, degree + 1)
    return fit_quotient(x * x, np.tanh(x) / x, powers, powers, 1)


def tanhshrink_terms(highest, above, below):
    x = grid(1e-6, highest, 900)
    h = x * x
    series = 1 / 3 - h * (2 / 15 - h * (17 / 315 - h * 62 / 2835))
    target = np.where(x < 0.05, series, (x - np.tanh(x)) / (x * h))
    return fit_quotient(h, target, range(above + 1), range(1, below + 1))


# What the search found, in last places of each coefficient.
MOVES = {
    "silu": [151, -1906, -27628, 142842, -1],
    "quick_gelu": [254, 669, -46626, -166785, 0],
    "mish": [-62, 481, 70957, 480263, 2],
    "gelu_tanh": [-35, 1127, -9024, -52841],
    "gelu bfloat16": [288, 4502, -6907, 93393, 290917, 8447, -41259, 48182, 119081, 37364, 37334, 30, -26],
    "gelu float16": [-6, -217, -1913, 18483, 4203, -206, -2, -4, 1, -1, 0, 1, 0],
    "sigmoid": [0, 806, 2, 11],
    "tanhshrink bfloat16": [-95, 5, 14136, 29, -2],
    "tanhshrink float16": [4, -16, 156, -6, 13, 19],
    "log1p": [215, 945, -12308, 496463, -62, -162, -897, -503, 2167, -3821],
}


def moved(name, coefficients):
    def move(c, by):
        (bits,) = struct.unpack("I", struct.pack("f", c))
        return struct.unpack("f", struct.pack("I", bits + by))[0]
    return [move(c, by) for c, by in zip(coefficients, MOVES[name])]


def show(name, coefficients):
    print(f"    {name}:", ", ".join(float(v).hex().replace("0000000p", "p") for v in coefficients))


def main():
    ln2, root = mp.log(2), mp.sqrt(8 / mp.pi)
    four, five = exp2_terms(4), exp2_terms(5)
    print("short_exponential.hpp:")
    show("log2(e)", [rounded(1 / ln2)])
    show("2^r, degree 4", four)
    show("2^r, degree 5", five)

    print("short_gate.hpp:")
    for name in ("silu", "quick_gelu", "mish"):
        show(f"{name} bfloat16", [c for c in moved(name, [*four, 1.0]) if c != 1])
    show("gelu_tanh bfloat16", moved("gelu_tanh", four))
    c2 = root * mp.mpf("0.044715")
    show("gelu_tanh, C1, 3 C2 and the two by -log2(e)", map(rounded, (root, 3 * c2, -root / ln2, -c2 / ln2)))

    print("short_normal.hpp:")
    c = rounded(1 / mp.sqrt(2 * mp.pi))
    show("gelu bfloat16", moved("gelu bfloat16", [*four, *mills_terms(14.2), c, 1.0]))
    show("gelu float16", moved("gelu float16", [*five, *mills_terms(7.6), c]))

    print("short_sigmoid.hpp:")
    show("sigmoid bfloat16", moved("sigmoid", four))
    show("tanh bfloat16", tanh_terms(3.5, 2))
    show("tanh float16", tanh_terms(4.53125, 3))
    show("tanhshrink bfloat16", moved("tanhshrink bfloat16", tanhshrink_terms(5.5, 2, 2)))
    show("tanhshrink float16", moved("tanhshrink float16", tanhshrink_terms(6.5, 2, 3)))

    print("short_softplus.hpp:")
    show("log1p bfloat16", moved("log1p", [*four, *log1p_terms(5)]))
    show("log1p float16", log1p_terms(7))


if __name__ == "__main__":
    main()
