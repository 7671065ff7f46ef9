#!/usr/bin/env python3
"""The errors of PyTorch's activations on the CPU, in units in the last place, beside actjet's.

    bench/peers/pytorch_ulp.py --tool build/host/tool/actjet --json docs/pytorch_ulp.json [--step 61] [--only gelu,mish]
    bench/peers/pytorch_ulp.py --markdown docs/pytorch_ulp.json

Measures with the first form, prints the tables of docs/accuracy.md with the second, which needs neither PyTorch nor
NumPy. The value is that of the public function at its defaults, the derivative that of torch.autograd.grad for a
gradient of ones; `actjet apply` and `actjet compare` get the same inputs in the same run:

- float32: every step-th bit pattern (an odd step meets all exponents and mantissas), and the 2^16 floats around each of
  the points where one of the four results was worst, around -x of them, and around the points named in POINTS;
- float16, bfloat16: all inputs.

Infinite inputs and NaN are left out of the errors: what PyTorch gives for the infinities is listed by itself.
"""
import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile

CHUNK = 1 << 23
NEIGHBOURS = 1 << 15  # floats on either side
# Zeros of derivatives and ends of tails, where the errors of any implementation are looked for first.
POINTS = {
    "silu": (-1.2784645, -88.0, -103.0),
    "gelu": (-0.7517916, -5.5, -13.0),
    "gelu_tanh": (-0.7524614, -5.5, -10.0),
    "mish": (-1.1924319, -88.0, -103.0),
    "hardswish": (-1.5,),
    "sigmoid": (16.6, -88.0, -103.0),
    "tanh": (9.0, 1e-4),
    "tanhshrink": (1e-4, 1e-2),
    "softplus": (20.0, -88.0, -103.0),
    "logsigmoid": (17.0, 88.0, 103.0),
    "elu": (-1e-4, -17.0),
    "celu": (-1e-4, -17.0),
    "selu": (-1e-4, -17.0),
    "exp": (-88.0, -103.0, 88.7),
}
DTYPES = ("float32", "float16", "bfloat16")


def functions(torch):
    f = torch.nn.functional
    return {
        "relu": f.relu,
        "relu6": f.relu6,
        "leaky_relu": f.leaky_relu,
        "prelu": lambda x: f.prelu(x, torch.full((1,), 0.25, dtype=x.dtype)),
        "rrelu": f.rrelu,
        "threshold": lambda x: f.threshold(x, 0, 0),
        "hardtanh": f.hardtanh,
        "elu": f.elu,
        "celu": f.celu,
        "selu": f.selu,
        "softplus": f.softplus,
        "logsigmoid": f.logsigmoid,
        "exp": torch.exp,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "softsign": f.softsign,
        "hardsigmoid": f.hardsigmoid,
        "silu": f.silu,
        "gelu": f.gelu,
        "gelu_tanh": lambda x: f.gelu(x, approximate="tanh"),
        "mish": f.mish,
        "hardswish": f.hardswish,
        "hardshrink": f.hardshrink,
        "softshrink": f.softshrink,
        "tanhshrink": f.tanhshrink,
    }


class Judge:
    """Runs both libraries and `actjet compare` on bit patterns of one dtype."""

    def __init__(self, torch, numpy, tool, dtype, folder):
        self.torch, self.np, self.tool, self.dtype, self.folder = torch, numpy, tool, dtype, folder
        self.bits = numpy.uint32 if dtype == "float32" else numpy.uint16
        # NumPy has no bfloat16: the tool reads '<u2' so.
        self.stored = {"float32": numpy.float32, "float16": numpy.float16, "bfloat16": numpy.uint16}[dtype]

    def path(self, name):
        return os.path.join(self.folder, name + ".npy")

    def tensor(self, patterns):
        signed = patterns.view(self.np.dtype(f"i{patterns.itemsize}"))
        return self.torch.from_numpy(signed).view(getattr(self.torch, self.dtype))

    def patterns(self, tensor):
        signed = {2: self.torch.int16, 4: self.torch.int32}[tensor.element_size()]
        return tensor.detach().contiguous().view(signed).numpy().view(self.bits)

    def jet(self, function, patterns):
        x = self.tensor(patterns).clone().requires_grad_()
        y = function(x)
        (slope,) = self.torch.autograd.grad(y, x, self.torch.ones_like(y))
        return self.patterns(y), self.patterns(slope)

    def save(self, name, patterns):
        self.np.save(self.path(name), patterns.view(self.stored))

    # compare ends with 1 where the results it was given break the bounds.
    def run(self, *arguments, codes=(0,)):
        done = subprocess.run([self.tool, *arguments, "--dtype", self.dtype], capture_output=True, text=True)
        if done.returncode not in codes:
            sys.exit(done.stderr or done.stdout)
        return done.stdout

    def compare(self, name, y, slope):
        return json.loads(self.run("compare", name, "--x", self.path("x"), "--y", self.path(y), "--dydx",
                                   self.path(slope), "--json", codes=(0, 1)))

    def errors(self, name, function, patterns):
        """What `actjet compare --json` says of PyTorch's jet and of actjet's."""
        self.save("x", patterns)
        value, slope = self.jet(function, patterns)
        self.save("y", value)
        self.save("slope", slope)
        self.run("apply", name, "--in", self.path("x"), "--out", self.path("ours"), "--jet", self.path("our_slope"))
        return {"pytorch": self.compare(name, "y", "slope"), "actjet": self.compare(name, "ours", "our_slope")}

    def finite(self, patterns):
        sign = self.bits(1) << self.bits(8 * patterns.itemsize - 1)
        infinity = {"float32": 0x7F800000, "float16": 0x7C00, "bfloat16": 0x7F80}[self.dtype]
        return patterns[(patterns & ~sign) < infinity]


def ulp(part):
    return float(part["worst_ulp"])  # "inf" is a string


def worse(a, b):
    return b if a is None or ulp(b) > ulp(a) else a


class Totals:
    """The worst of several comparisons."""

    def __init__(self):
        self.inputs = 0
        self.parts = {(library, part): None for library in ("pytorch", "actjet") for part in ("value", "derivative")}

    def add(self, found):
        self.inputs += found["pytorch"]["inputs"]
        for library, part in self.parts:
            self.parts[library, part] = worse(self.parts[library, part], found[library][part])

    def row(self, name):
        row = {"name": name, "inputs": self.inputs}
        for (library, part), worst in self.parts.items():
            row.setdefault(library, {})[part] = {
                "worst_ulp": worst["worst_ulp"], "at": worst["at"]["number"],
                "result": worst["result"]["number"], "exact": worst["exact"]}
        return row


def neighbourhoods(np, name, totals):
    """Patterns of the finite floats next to where errors were or are expected; each once."""
    points = list(POINTS.get(name, ()))
    for worst in totals.parts.values():
        if ulp(worst) > 0:
            points += [float(worst["at"]["number"]), -float(worst["at"]["number"])]
    around = np.arange(-NEIGHBOURS, NEIGHBOURS, dtype=np.int64)
    magnitudes = [(int(np.float32(abs(p)).view(np.uint32)), p < 0) for p in points]
    sets = [(m + around)[(m + around) >= 0].astype(np.uint32) | np.uint32(0x80000000 if negative else 0)
            for m, negative in magnitudes]
    return np.unique(np.concatenate(sets)) if sets else np.zeros(0, np.uint32)


def measure_one(judge, np, name, function, step):
    totals = Totals()
    if judge.dtype == "float32":
        last = (1 << 32) - 1
        for first in range(0, last + 1, CHUNK * step):
            patterns = np.arange(first, min(first + CHUNK * step, last + 1), step, dtype=np.int64).astype(np.uint32)
            if len(patterns := judge.finite(patterns)):
                totals.add(judge.errors(name, function, patterns))
        if len(patterns := judge.finite(neighbourhoods(np, name, totals))):
            totals.add(judge.errors(name, function, patterns))
    else:
        totals.add(judge.errors(name, function, judge.finite(np.arange(1 << 16, dtype=np.uint16))))
    row = totals.row(name)
    infinities = np.array([-np.inf, np.inf], np.float32).view(np.uint32)
    if judge.dtype == "float32":
        row["at_infinities"] = {
            part: [float(v) if np.isfinite(v) else str(v) for v in results.view(np.float32)]
            for part, results in zip(("value", "derivative"), judge.jet(function, infinities))}
    return row


def measure(args):
    import numpy as np
    import torch

    found = {
        "pytorch": torch.__version__,
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "actjet": subprocess.run([args.tool, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1],
        "date": datetime.date.today().isoformat(),
        "float32_step": args.step,
        "results": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        for dtype in DTYPES:
            judge, rows = Judge(torch, np, args.tool, dtype, folder), []
            for name, function in functions(torch).items():
                if args.only and name not in args.only.split(","):
                    continue
                rows.append(measure_one(judge, np, name, function, args.step))
                print(dtype, json.dumps(rows[-1]), file=sys.stderr, flush=True)
            found["results"][dtype] = rows
    with open(args.json, "w") as file:
        json.dump(found, file, indent=1)
        file.write("\n")


def number(value):
    value = float(value)
    return f"{value:.3f}" if value < 1000 else f"{value:.1e}".replace("e+0", "e").replace("e+", "e")


def cell(part):
    return number(part["worst_ulp"]), part["at"] if ulp(part) else ""


def print_float32(found, only):
    """The table of float32; of these activations alone if any are named."""
    rows = [row for row in found["results"]["float32"] if not only or row["name"] in only]
    print(f"PyTorch {found['pytorch']} on {found['cpu_capability']}, {found['date']}; "
          f"float32, {min(r['inputs'] for r in rows) / 1e6:.1f} million inputs each or more:\n")
    print("| activation | PyTorch's value | at x | actjet's | PyTorch's derivative | at x | actjet's |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for row in rows:
        theirs, ours = row["pytorch"], row["actjet"]
        print(f"| {row['name']} | " + " | ".join(
            (*cell(theirs["value"]), cell(ours["value"])[0], *cell(theirs["derivative"]), cell(ours["derivative"])[0]))
            + " |")


def print_16_bit(found):
    print("\nfloat16 and bfloat16, all finite inputs:\n")
    print("| activation | float16: PyTorch's value | actjet's | PyTorch's derivative | actjet's "
          "| bfloat16: PyTorch's value | actjet's | PyTorch's derivative | actjet's |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for half, brain in zip(found["results"]["float16"], found["results"]["bfloat16"]):
        cells = [cell(row[library][part])[0] for row in (half, brain) for part in ("value", "derivative")
                 for library in ("pytorch", "actjet")]
        print(f"| {half['name']} | " + " | ".join(cells) + " |")


def print_infinities(found):
    nans = {part: [row["name"] for row in found["results"]["float32"] if "nan" in row["at_infinities"][part]]
            for part in ("value", "derivative")}
    print("\nAt -inf or inf PyTorch's value is NaN for " + (", ".join(nans["value"]) or "none")
          + "; its derivative for " + (", ".join(nans["derivative"]) or "none") + ".")


def print_more_accurate(found):
    """Where PyTorch's worst float32 error is the smaller one, by more than a hundredth of it."""
    cases = []
    for row in found["results"]["float32"]:
        for kind in ("value", "derivative"):
            theirs, ours = (float(row[library][kind]["worst_ulp"]) for library in ("pytorch", "actjet"))
            if theirs < 0.99 * ours:
                cases.append(f"{row['name']}'s {kind} ({theirs:.2f} against {ours:.2f})")
    print(f"\nIn float32 PyTorch is the more accurate one in {', '.join(cases)}.")


def print_markdown(path, only):
    with open(path) as file:
        found = json.load(file)
    print_float32(found, only)
    if not only:
        print_16_bit(found)
        print_infinities(found)
        print_more_accurate(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markdown", metavar="JSON", help="print the tables of this result; with --only, float32's alone")
    parser.add_argument("--tool", help="the actjet tool")
    parser.add_argument("--json", help="where the result goes")
    parser.add_argument("--step", type=int, default=61, help="of the float32 patterns; odd")
    parser.add_argument("--only", default="", help="names, separated by commas")
    args = parser.parse_args()
    if args.markdown:
        print_markdown(args.markdown, set(filter(None, args.only.split(","))))
    elif args.tool and args.json and args.step % 2:
        measure(args)
    else:
        parser.error("give --markdown, or --tool and --json and an odd --step")


if __name__ == "__main__":
    main()
