#!/usr/bin/env python3
"""Constants that no float holds, in the parts that the formulas take.

  * selu's lambda and alpha, from what defines them: a unit with inputs from N(0, 1) has outputs of mean 0 and variance 1.
    lambda's upper part is rounded down, so that the lower one is positive and infinity times both is infinity.
  * The denominators k! / (k - 1) of celu's derivative with respect to alpha.
  * 1.702 of quick_gelu, 1/6 of hardsigmoid and hardswish, and others, each as its nearest number and what it lacks.

Prints them. Needs mpmath and numpy.
"""
import mpmath as mp
import numpy as np

from minimax import rounded

mp.mp.dps = 50


def show_floats(name, value, high=None):
    high = rounded(value) if high is None else high
    print(f"{name}, float32:", high.hex(), rounded(value - mp.mpf(high)).hex())


def show_doubles(name, value):
    print(f"{name}, float64:", float(value).hex(), float(value - mp.mpf(float(value))).hex())


def selu():
    """(lambda, alpha)"""
    tail, far = mp.erfc(1 / mp.sqrt(2)) * mp.exp(mp.mpf(1) / 2), mp.erfc(mp.sqrt(2)) * mp.exp(2)
    alpha = mp.sqrt(2 / mp.pi) / (1 - tail)
    # Half of x^2, the other half of alpha^2 (exp(x) - 1)^2 below 0.
    second_moment = mp.mpf(1) / 2 + alpha**2 / 2 * (far - 2 * tail + 1)
    return 1 / mp.sqrt(second_moment), alpha


if __name__ == "__main__":
    scale, alpha = selu()
    product = scale * alpha
    print("selu: lambda", mp.nstr(scale, 32), "alpha", mp.nstr(alpha, 32), "lambda alpha", mp.nstr(product, 32))
    below = float(np.nextafter(np.float32(float(scale)), np.float32(0)))
    show_floats("lambda", scale, below)
    show_floats("lambda alpha", product)
    show_floats("1.702", mp.mpf("1.702"))
    show_doubles("1.702", mp.mpf("1.702"))
    show_floats("1/6", mp.mpf(1) / 6)
    print("ln 2:", mp.nstr(mp.log(2), 21))
    print("celu.hpp:", *(float(mp.factorial(k) / (k - 1)) for k in range(2, 20)))
    print("exp(-512):", repr(float(mp.exp(-512))))
