"""Minimax fits with float32 coefficients: what the scripts beside this one share. Needs mpmath and numpy.

A model is a function of the coefficients that gives the relative errors on a grid and their derivatives with respect to
each coefficient, so that the fit need not be linear.
"""
import mpmath as mp
import numpy as np

ULP = 2.0**-24


def rounded(v):
    return float(np.float32(float(v)))


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


def show_double(name, coefficients, worst):
    print(f"{name}: relative error 2^{np.log2(worst):.2f}")
    print("   ", ", ".join(repr(v) for v in coefficients))


def interpolate(f, width, count):
    """Coefficients of the polynomial that meets f at count Chebyshev nodes of [-width, width], as doubles, lowest first,
    and its largest relative error. f and width are mpmath's; an even count leaves out 0, where f may be 0/0."""
    nodes = [width * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    matrix = mp.matrix(count, count)
    for i, t in enumerate(nodes):
        for j in range(count):
            matrix[i, j] = t**j
    c = [float(v) for v in mp.lu_solve(matrix, mp.matrix([f(t) for t in nodes]))]
    points = [width * (mp.mpf(i) / 100 - mp.mpf("0.9987")) for i in range(200)]
    return c, float(max(abs(mp.polyval([mp.mpf(v) for v in c[::-1]], t) / f(t) - 1) for t in points))
