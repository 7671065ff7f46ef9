#!/usr/bin/env python3
"""Draws docs/figures/NAME.svg: value, derivative and the errors of both in ULP, float32 on the CPU, for docs/figures.md.

    python3 -m pip install --target build/figures_packages numpy matplotlib
    PYTHONPATH=build/figures_packages scripts/documents/figures.py build/cpu/host/tool/actjet [NAME...] [--png FOLDER]

Without names, the whole catalogue. Neither the build nor the tests need these packages. The inputs are the same in each
run, and the same Matplotlib writes the same bytes. --png draws pixels as well, to look at without a browser.
"""

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import pyplot as plt

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "figures"
INPUTS_PER_BIN = 1024
BINS_OF_WINDOW = 240  # zero is a border between two of them, as it is in every window
BINS_OF_SIDE = 140
LARGEST = float(np.finfo(np.float32).max)

# What the upper panels show of x, where it is not -6 to 6.
WINDOWS = {
    **dict.fromkeys(("step", "relu", "leaky_relu", "prelu", "rrelu", "threshold", "hardtanh", "hardshrink", "softshrink",
                     "identity"), (-3, 3)),
    **dict.fromkeys(("tanh", "hardsigmoid"), (-5, 5)),
    **dict.fromkeys(("elu", "celu", "selu", "tanhshrink"), (-4, 4)),
    **dict.fromkeys(("silu", "swish", "mish"), (-8, 4)),
    **dict.fromkeys(("gelu", "gelu_tanh", "quick_gelu", "hardswish"), (-5, 5)),
    "relu6": (-3, 9), "relu_squared": (-2, 2), "exp": (-5, 2.5),
}
# The decades of |x| that the lowest panel shows, where they are not -4 to 3: all in which errors change.
DECADES = {"relu_squared": (-24, 21), "softsign": (-4, 24), "softshrink": (-3, 9), "tanhshrink": (-24, 9)}

# Okabe and Ito's blue and vermilion: different to every reader, in hue and in lightness. The derivative is drawn over
# the value and thinner, so that both are seen where they coincide.
VALUE, DERIVATIVE = "#0072B2", "#D55E00"
WIDTHS = {VALUE: 2.2, DERIVATIVE: 1.0}
STYLE = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana"], "font.size": 9, "axes.labelsize": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#444444", "axes.grid": True,
    "axes.axisbelow": True, "grid.color": "#dddddd", "grid.linewidth": 0.6, "lines.solid_joinstyle": "miter",
    # Text stays text: small, found by a search, and read by the test that compares the bounds with the catalogue.
    "svg.fonttype": "none", "svg.hashsalt": "actjet",
}


class Tool:
    """Runs the tool on arrays, in a folder of its own."""

    def __init__(self, path, folder):
        self.path, self.folder = path, Path(folder)

    def catalogue(self):
        return json.loads(subprocess.run([self.path, "list", "--json"], check=True, capture_output=True).stdout)

    def run(self, command, name, *options):
        done = subprocess.run([self.path, command, name, *options], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"actjet {command} {name}: {done.stderr or done.stdout}")

    def file(self, name):
        return str(self.folder / f"{name}.npy")

    def jet(self, name, x):
        """(values, derivatives) at x, in float32."""
        np.save(self.file("x"), x.astype(np.float32))
        self.run("apply", name, "--in", self.file("x"), "--out", self.file("y"), "--jet", self.file("slope"))
        return np.load(self.file("y")), np.load(self.file("slope"))

    def errors(self, name, x):
        """(errors of the values, errors of the derivatives) at x, in ULP."""
        self.jet(name, x)
        self.run("compare", name, "--x", self.file("x"), "--y", self.file("y"), "--dydx", self.file("slope"),
                 "--y-ulp", self.file("y_ulp"), "--dydx-ulp", self.file("slope_ulp"))
        return np.load(self.file("y_ulp")), np.load(self.file("slope_ulp"))


def rank(x):
    """The place of a float in the order of floats; zero has 0."""
    bits = np.abs(x).astype(np.float32).view(np.int32).astype(np.int64)
    return np.where(np.signbit(x), -bits, bits)


def inputs_between(borders):
    """INPUTS_PER_BIN floats of each bin, a row each: one half spread over its numbers, the other over its bit patterns."""
    low, high = borders[:-1, None], borders[1:, None]
    golden = np.arange(INPUTS_PER_BIN // 2) * 0.6180339887498949 % 1  # evenly spread, and in no step with the floats
    numbers = (low + (high - low) * golden).astype(np.float32)
    ranks = np.rint(rank(low) + (rank(high) - rank(low)) * golden).astype(np.int64)
    patterns = np.abs(ranks).astype(np.int32).view(np.float32)
    return np.concatenate([numbers, np.where(ranks < 0, -patterns, patterns)], axis=1)


class Scale:
    """A logarithmic axis for all finite x: zero in the middle, a strip to either side for all that is smaller than the
    decades shown, and a strip at each end for all that is larger."""

    def __init__(self, first, last):
        self.first, self.last = first, last
        inner = np.linspace(first, last, BINS_OF_SIDE + 1)
        side = np.concatenate([10.0 ** inner, [LARGEST]])
        self.borders = np.concatenate([-side[::-1], [0], side])
        positions = np.concatenate([self.place(inner), [self.end()]])
        self.positions = np.concatenate([-positions[::-1], [0], positions])

    def place(self, decade):
        return 1.1 * (decade - self.first) / (self.last - self.first) + 0.14

    def end(self):
        return self.place(self.last) + 0.1

    def apply_to(self, axis):
        shown = self.last - self.first
        decades = np.arange(self.first, self.last + 1, 2 if shown < 10 else 3 if shown < 20 else 6 if shown < 30 else 12)
        superscript = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
        labels = ["1" if d == 0 else "10" + str(d).translate(superscript) for d in decades]
        places = self.place(decades)
        axis.set_xticks([*-places[::-1], 0, *places], ["−" + label for label in labels[::-1]] + ["0"] + labels)
        axis.set_xlim(-self.end(), self.end())
        axis.set_xlabel("x, logarithmic: all finite numbers")


def curve(x, before, at, after):
    """(x, y, jumps) to draw a function with a gap at each jump; the three are its values at x and at the floats beside."""
    jumps = np.flatnonzero(np.abs(after - before) > 1e-3)
    pieces_x, pieces_y, start = [], [], 0
    for i in [*jumps, len(x)]:
        pieces_x += [x[start:i], x[i:i + 1], [np.nan], x[i:i + 1]]
        pieces_y += [at[start:i], before[i:i + 1], [np.nan], after[i:i + 1]]
        start = i + 1
    return np.concatenate(pieces_x), np.concatenate(pieces_y), jumps


def draw_function(axis, tool, name, window):
    """Value and derivative; at a jump a full dot is the value there, an open one a limit that is not taken."""
    x = np.arange(window[0] * 64, window[1] * 64 + 1) / 64  # has every kink of the defaults
    x = x.astype(np.float32)
    beside = [np.nextafter(x, np.float32(-np.inf)), x, np.nextafter(x, np.float32(np.inf))]
    of_all = zip(*(tool.jet(name, points) for points in beside))
    for functions, colour in zip(of_all, (VALUE, DERIVATIVE)):
        before, at, after = (f.astype(float) for f in functions)
        *points, jumps = curve(x, before, at, after)
        axis.plot(*points, color=colour, linewidth=WIDTHS[colour])
        for i in jumps:
            for limit in {before[i], after[i]}:
                if abs(limit - at[i]) > 1e-3:
                    axis.plot(x[i], limit, "o", markersize=4, color=colour, markerfacecolor="white")
            axis.plot(x[i], at[i], "o", markersize=4, color=colour)
    axis.axhline(0, color="#888888", linewidth=0.8, zorder=1)
    axis.set_ylabel("f(x), f′(x)")
    axis.set_xlim(*window)
    axis.tick_params(labelbottom=False)


def draw_errors(axis, positions, worst, entry):
    """Steps of the worst error per bin, and the bounds as broken lines whose dashes alternate."""
    top = max(1, *bounds(entry))
    for errors, bound, colour, phase in zip(worst, bounds(entry), (VALUE, DERIVATIVE), (0, 5)):
        axis.plot(np.repeat(positions, 2)[1:-1], np.repeat(errors, 2), color=colour, linewidth=0.65 * WIDTHS[colour])
        axis.axhline(bound, color=colour, linewidth=1.1, linestyle=(phase, (5, 5)))
    axis.set_ylim(-0.04 * top, 1.12 * top)
    axis.set_yticks(np.arange(0, 1.1 * top, 0.5 if top > 1.1 else 0.25))
    axis.set_ylabel("worst error, ULP")


def bounds(entry):
    return entry["value_ulp"], entry["derivative_ulp"]


def draw(tool, entry):
    name = entry["name"]
    window = WINDOWS.get(name, (-6, 6))
    borders = np.linspace(*window, BINS_OF_WINDOW + 1)
    scale = Scale(*DECADES.get(name, (-4, 3)))
    x = np.concatenate([inputs_between(borders), inputs_between(scale.borders)])
    worst = [errors.reshape(x.shape).max(axis=1) for errors in tool.errors(name, x.ravel())]

    figure = plt.figure(figsize=(7.4, 6.6))
    axes = [figure.add_axes((0.085, bottom, 0.89, height)) for bottom, height in ((0.59, 0.31), (0.36, 0.2), (0.075, 0.2))]
    draw_function(axes[0], tool, name, window)
    draw_errors(axes[1], borders, [errors[:BINS_OF_WINDOW] for errors in worst], entry)
    axes[1].set_xlim(*window)
    axes[1].set_xlabel("x")
    draw_errors(axes[2], scale.positions, [errors[BINS_OF_WINDOW:] for errors in worst], entry)
    scale.apply_to(axes[2])
    title_and_legend(figure, entry)
    return figure


def title_and_legend(figure, entry):
    parameters = ", ".join(f"{p['name']} = {p['default']:.4g}" for p in entry["parameters"])
    figure.text(0.085, 0.965, entry["name"], fontsize=13, fontweight="bold", va="center")
    figure.text(0.085, 0.917, parameters, va="center", color="#444444")
    handles, labels = [], []
    for part, bound, colour in zip(("value", "derivative"), bounds(entry), (VALUE, DERIVATIVE)):
        handles += [plt.Line2D([], [], color=colour, linewidth=WIDTHS[colour]),
                    plt.Line2D([], [], color=colour, linewidth=1.1, linestyle=(0, (5, 5)))]
        labels += [part, f"bound of the {part}, {bound:g} ULP"]
    figure.legend(handles, labels, loc="upper right", bbox_to_anchor=(0.985, 1.0), ncols=2, frameon=False, handlelength=2.6)


def rounded(number):
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def save(figure, path):
    figure.savefig(path, metadata={"Date": None})
    # Half the bytes: a hundredth of a point is enough, the font is named once, and a turn by 0 degrees is left out.
    # What stands between tags is read as it is.
    text = re.sub(r"<[^>]+>", lambda tag: re.sub(r"-?\d+\.\d{3,}", rounded, tag[0]), path.read_text())
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    family = re.search(r"font-family: [^;\"]*", text)[0]
    text = text.replace(f"; {family}", "").replace("</style>", f" text{{{family}}}</style>")
    path.write_text(re.sub(r" +$", "", text, flags=re.MULTILINE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", help="path of the program actjet")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--png", type=Path, metavar="FOLDER", help="draws pixels there as well")
    args = parser.parse_args()
    matplotlib.use("svg")
    plt.rcParams.update(STYLE)
    FIGURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(args.tool, folder)
        catalogue = tool.catalogue()
        if unknown := set(args.names) - {entry["name"] for entry in catalogue}:
            parser.error("not in the catalogue: " + ", ".join(sorted(unknown)))
        for entry in catalogue:
            if not args.names or entry["name"] in args.names:
                figure = draw(tool, entry)
                save(figure, FIGURES / f"{entry['name']}.svg")
                if args.png:
                    figure.savefig(args.png / f"{entry['name']}.png", dpi=110)
                plt.close(figure)
                print(entry["name"], flush=True)


if __name__ == "__main__":
    main()
