"""docs/kernels.md, from the rows of docs/kernels.tsv and the reasons beside it."""

from collections import defaultdict

import gpus
from kernel_table import DTYPES, GATED, MODES, grouped

ELSEWHERE = {
    "A100": "has half the lanes of its successors for float32 and float64",
    "B200": "issues 1.05 times the instructions of an H200, and its memory moves 1.7 times the bytes",
}

HEAD = """# Kernels, counted

What the compiler made of every kernel, read from its report and from the disassembly, without a GPU. This page and
[kernels.tsv](kernels.tsv) are printed by `scripts/kernels/kernels.py --write`; `scripts/kernels/kernels.py --check`, a
test of the project, compiles the kernels again and fails where a kernel spills registers, moves a tile by accesses of
less than 16 bytes, branches on its data (float64 excepted: its divisions do), takes over 5 % more instructions than
here, or is compute-bound on an H100 or H200 without being named below. Compiled by nvcc {compiler}.

## What is counted

The main path: what a thread executes from the kernel's entry to its exit for one tile, which is 16 or {tile} bytes of each
input, all inside the arrays and on the 16-byte grid. The instructions that find the tile
and test where it lies are included; the element-by-element code for the borders of the arrays is not.
`scripts/kernels/sass.py` says how the path is found. Everything is divided by the elements of the tile. For float64 the
path takes the quick side of a division's branch. [formulas.md](formulas.md) counts the float32 formulas alone; the
difference is what the tile costs.

## The model

Memory-bound means that the instructions fit beside the memory time: the time of the busiest pipe, divided by {busy}
because no pipe is kept busy without gaps, is under {margin} of the time in which memory moves the element's bytes. The load
of a GPU is pipe time over memory time, so the limit is {limit:.1f} %. Between that and 100 % a kernel may still run at memory's
speed, if its schedulers stall less than is assumed; above 100 % it cannot.

| | multiprocessors | GHz | TB/s of a copy | instructions in the memory time of 4 bytes |
|---|---|---|---|---|
{machines}

Lanes per multiprocessor and clock, after the table of arithmetic throughput in the CUDA programming guide (comparisons,
selects, minima and bit work count as `alu`; on sm_100 its 64 lanes are the cautious reading):

| | issue | float32 | integer multiply | alu | special functions | float64 |
|---|---|---|---|---|---|---|
{rates}

## The kernels

The passes with a bias and the gated ones have such kernels for 16-bit types and for the activations that the field gates
with; every other call on views runs on kernels that move one element at a time, which this page does not count. A bias
is read from the caches: it adds no bytes.

A cell gives, for sm_90, instructions per element, special-function operations among them in brackets, and registers;
then the load in % of A100 (its sm_80 code), H100, H200 and B200 (its sm_100 code), bold where compute-bound.
No kernel spills a register, none uses the stack, and all move their tiles by 16-byte accesses.
"""


def machines():
    return "\n".join(f"| {gpu.name} | {gpu.multiprocessors} | {gpu.gigahertz} | {gpu.terabytes_per_second:.2f} | "
                     f"{gpus.issue_slots(gpu, 4):.0f} |" for gpu in gpus.GPUS)


def rates():
    return "\n".join(f"| sm_{capability} | " + " | ".join(map(str, lanes.values())) + " |"
                     for capability, lanes in gpus.RATES.items())


def cell(rows, dtype, mode, activation):
    if (90, dtype, mode, activation) not in rows:
        return ""
    row = rows[90, dtype, mode, activation]
    loads = []
    for gpu in gpus.GPUS:
        at = rows[gpu.capability, dtype, mode, activation]
        text = f"{100 * at.load(gpu)[0]:.0f}"
        loads.append(text if at.is_memory_bound(gpu) else f"**{text}**")
    return f"{row.per_element('issue'):.1f} ({row.per_element('special'):g}) {row.registers}; {' '.join(loads)}"


def kernels(rows):
    lines = []
    for dtype in DTYPES:
        modes = [mode for mode in MODES if any(key[1:3] == (dtype, mode) for key in rows)]
        lines += ["", f"### {dtype}", "", "| | " + " | ".join(modes) + " |", "|---" * (len(modes) + 1) + "|"]
        for activation in dict.fromkeys(key[3] for key in rows):
            cells = [cell(rows, dtype, mode, activation) for mode in modes]
            lines.append(f"| {activation} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def compute_bound(rows, gpu):
    """(dtype, mode, activation) of the kernels that are compute-bound on a GPU."""
    return [row.key[1:] for row in rows.values() if row.capability == gpu.capability and not row.is_memory_bound(gpu)]


def named(rows, reasons):
    """The compute-bound kernels of the gated GPUs under their reasons, with the loads."""
    gated = [gpu for gpu in gpus.GPUS if gpu.name in GATED]
    under = defaultdict(list)
    for kernel, reason in reasons.items():
        under[reason].append(kernel)
    lines = [f"On {' and '.join(GATED)}, with the reason:"]
    for reason, of_reason in under.items():
        loads = [rows[gpu.capability, *kernel].load(gpu)[0] for kernel in of_reason for gpu in gated
                 if not rows[gpu.capability, *kernel].is_memory_bound(gpu)]
        lines += ["", f"{reason} Loads from {100 * min(loads):.0f} to {100 * max(loads):.0f} %:", ""]
        lines += [f"- {line}" for line in grouped(of_reason)]
    return "\n".join(lines)


def elsewhere(rows):
    lines = []
    for gpu in gpus.GPUS:
        if gpu.name in ELSEWHERE:
            lines += ["", f"An {gpu.name}" if gpu.name[0] == "A" else f"A {gpu.name}"]
            lines[-1] += f" {ELSEWHERE[gpu.name]}. Compute-bound there (reported, not gated):"
            lines += ["", *(f"- {line}" for line in grouped(compute_bound(rows, gpu)))]
    return "\n".join(lines)


def markdown(compiler, rows, reasons, growth):
    tile = max(row.loads // MODES[row.mode][0] * 16 for row in rows.values())
    head = HEAD.format(compiler=compiler, tile=tile, busy=gpus.BUSY, margin=gpus.MARGIN,
                       limit=100 * gpus.BUSY * gpus.MARGIN, machines=machines(), rates=rates())
    parts = [head.rstrip() + "\n" + kernels(rows), "## Compute-bound kernels\n\n" + named(rows, reasons),
             elsewhere(rows).strip()]
    if growth:
        parts.append("## What grew, and why\n\n" + "\n".join(f"- {line}" for line in growth))
    return "\n\n".join(parts) + "\n"
