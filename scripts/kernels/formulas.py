#!/usr/bin/env python3
"""Counts the instructions of every float32 formula, without the kernel around it: docs/formulas.md.

    scripts/kernels/formulas.py --check BUILD_DIR     compile, count, compare with the committed table, hold the budgets
    scripts/kernels/formulas.py --write BUILD_DIR     compile, count, rewrite the table

BUILD_DIR is a configured build directory with CUDA; nothing in it need have been built. Exits with 77 where the compiler or a
disassembler is missing.
"""

import re
import sys
import tempfile
from pathlib import Path

import activations
import cubins
import gpus
import sass

SOURCE = cubins.ROOT / "tests/kernels/bare_formulas.cu"
DOCUMENT = cubins.ROOT / "docs/formulas.md"
NAME = re.compile(r"4bareIN6actjet(?P<length>\d+)(?P<rest>\w+?)ELb(?P<derivative>[01])ELi(?P<count>\d)E")
BUDGETS = (("value", 46), ("value and derivative", 68))  # instructions per element, on sm_90
SKIPPED = 77

HEAD = """# Formulas, counted

Instructions per element of the float32 formulas, the test for NaN included, without what a kernel adds: finding its tile,
loads and stores. Printed by `scripts/kernels/formulas.py --write`; `scripts/kernels/formulas.py --check`, a test of the
project, counts again. It fails where a formula takes more on sm_90 than the {value} instructions for a value, or the {both} for
value and derivative, that it may, or, with the same compiler, another number than here. [kernels.md](kernels.md) has
the whole kernels, of every type. Compiled by nvcc {compiler}.

A count is the difference between straight-line kernels of eight elements and of four, divided by four
(`tests/kernels/bare_formulas.cu`). A fraction is an instruction that several elements share, like the load of a constant.
[accuracy.md](accuracy.md) says what the instructions buy.
"""


def count(build):
    """(version of the compiler, {(activation, derivative, capability): instructions per element})."""
    command = next(iter(cubins.shard_commands(build).values()))
    nvcc, compiler = cubins.compiler_of(command)
    nvdisasm = cubins.find_tool("nvdisasm", nvcc)
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / f"{capability}.cubin" for capability in gpus.CAPABILITIES]
        compiled = cubins.compile_all([(cubins.for_architecture(command, capability, output, SOURCE), output, nvdisasm)
                                       for capability, output in zip(gpus.CAPABILITIES, outputs)])
    length = {}
    for capability, (_, listing) in zip(gpus.CAPABILITIES, compiled):
        for name, lines in sass.functions(listing).items():
            match = NAME.search(name)
            activation = activations.name_of(match)
            path, longest = sass.main_path(lines)
            if longest != len(path):
                raise ValueError(f"{name} branches")
            # Loads and stores are no part of the formula.
            arithmetic = sum(not (i.is_load or i.is_store) for i in path)
            length[activation, int(match["derivative"]), capability, int(match["count"])] = arithmetic
    counts = {(activation, derivative, capability): (length[activation, derivative, capability, 8] - four) / 4
              for (activation, derivative, capability, elements), four in length.items() if elements == 4}
    return compiler, {key: counts[key] for key in sorted(counts)}


def document(compiler, counts):
    columns = [(derivative, capability) for derivative in (0, 1) for capability in gpus.CAPABILITIES]
    titles = [f"{'both' if derivative else 'value'}, sm_{capability}" for derivative, capability in columns]
    lines = ["| activation | " + " | ".join(titles) + " |", "| --- " + "| --: " * len(columns) + "|"]
    for activation in dict.fromkeys(key[0] for key in counts):
        lines.append(f"| {activation} | " + " | ".join(f"{counts[activation, *column]:g}" for column in columns) + " |")
    (_, value), (_, both) = BUDGETS
    head = HEAD.format(value=value, both=both, compiler=compiler)
    return head + "\n" + "\n".join(lines) + "\n"


def over_budget(counts):
    for (activation, derivative, capability), instructions in counts.items():
        what, budget = BUDGETS[derivative]
        if capability == 90 and instructions > budget:
            yield f"{activation} takes {instructions:g} instructions for {what}, of {budget}"


def main(action, build):
    try:
        compiler, counts = count(build)
    except cubins.Unavailable as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    problems = list(over_budget(counts))
    text = document(compiler, counts)
    if action == "--write":
        DOCUMENT.write_text(text)
    elif f"Compiled by nvcc {compiler}." not in DOCUMENT.read_text():
        print(f"the counts are not compared: nvcc is {compiler}, {DOCUMENT.name} is of another one")
    elif DOCUMENT.read_text() != text:
        problems.append(f"{DOCUMENT.name} has other counts: scripts/kernels/formulas.py --write")
    print(f"{len(counts)} counts", *problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("--check", "--write"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
