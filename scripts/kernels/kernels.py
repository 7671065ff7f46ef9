#!/usr/bin/env python3
"""Counts what the compiler made of every kernel, without a GPU: docs/kernels.md explains the figures.

    scripts/kernels/kernels.py --check BUILD_DIR [--gated]         compile, count, compare with the committed table
    scripts/kernels/kernels.py --write BUILD_DIR [--reason TEXT]   compile, count, rewrite docs/kernels*
    scripts/kernels/kernels.py --check | --write                   docs/kernels.md alone, from the files beside it

BUILD_DIR is a configured build directory with CUDA; nothing in it need have been built. --reason is needed where a kernel
grew by more than 5 % or became compute-bound, and is recorded. --gated looks at the architecture alone whose GPUs must be
memory-bound, which takes a third of the time; all are to be checked before a release. Exits with 77 where the compiler or a disassembler is
missing.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import cubins
import gpus
import kernel_report
import kernel_table
import sass
from kernel_table import GATED

DOCS = cubins.ROOT / "docs"
TABLE, DOCUMENT = DOCS / "kernels.tsv", DOCS / "kernels.md"
REASONS, GROWTH = DOCS / "kernels_compute_bound.txt", DOCS / "kernels_growth.txt"
TOLERANCE = 1.05
# The ways through a tile differ by the tests that each access needs off the grid: at most 9 instructions an access.
TESTS_PER_ACCESS = 10
# What a thread may have, by capability and mode, where include/actjet/cuda/policy.hpp asks for 8 blocks of 256 threads, or for 6.
REGISTERS = dict.fromkeys((80, 90), {"forward": 32, "backward": 32, "jet": 40})
SKIPPED = 77
GATED_CAPABILITIES = tuple(dict.fromkeys(gpu.capability for gpu in gpus.GPUS if gpu.name in GATED))


def count(build, architectures=gpus.CAPABILITIES):
    """(version of the compiler, rows, problems) of all kernels on these architectures."""
    commands = cubins.shard_commands(build)
    nvcc, compiler = cubins.compiler_of(next(iter(commands.values())))
    nvdisasm = cubins.find_tool("nvdisasm", nvcc)
    with tempfile.TemporaryDirectory() as folder:
        jobs, capabilities = [], []
        for capability in architectures:
            for shard, command in commands.items():
                cubin = Path(folder) / f"{shard}_{capability}.cubin"
                jobs.append((cubins.for_architecture(command, capability, cubin), cubin, nvdisasm))
                capabilities.append(capability)
        compiled = cubins.compile_all(jobs)
    rows, problems = [], []
    for capability, (report, listing) in zip(capabilities, compiled):
        resources = cubins.resources_of(report)
        for name, lines in sass.functions(listing).items():
            if kernel_table.UNTILED.search(name):
                continue
            row = kernel_table.row_of(capability, name, resources[name], lines)
            (problems if isinstance(row, str) else rows).append(row)
    order = [list(kernel_table.DTYPES).index, list(kernel_table.MODES).index]
    rows.sort(key=lambda row: (row.capability, order[0](row.dtype), order[1](row.mode), row.activation))
    return compiler, {row.key: row for row in rows}, problems


def faults(row):
    """What is wrong with a kernel whatever the others are."""
    name = "sm_{} {} {} {}".format(*row.key)
    if row.spilled or row.stack:
        yield f"{name} spills {row.spilled} bytes of registers and has {row.stack} bytes of stack"
    if row.dtype != "float64" and row.capability in REGISTERS and row.registers > REGISTERS[row.capability].get(row.mode, 255):
        yield f"{name} takes {row.registers} registers, and has room for fewer blocks than include/actjet/cuda/policy.hpp asks for"
    # step's derivative is 0 for every x, so that whether dy is masked is one question for the whole launch.
    if row.dtype != "float64" and row.key[2:] != ("backward", "step") and row.longest - row.issue > TESTS_PER_ACCESS * (row.loads + row.stores):
        yield f"{name} branches on its data: between {row.issue} and {row.longest} instructions per tile"


def grown(rows, committed):
    """(row, instructions per element in the table) of the kernels that grew."""
    for key, row in rows.items():
        if key in committed:
            before = committed[key].per_element("issue")
            if row.per_element("issue") > TOLERANCE * before:
                yield row, before


def gated_compute_bound(rows):
    kernels = [kernel for gpu in gpus.GPUS if gpu.name in GATED for kernel in kernel_report.compute_bound(rows, gpu)]
    return list(dict.fromkeys(kernels))


def growth_lines():
    return GROWTH.read_text().splitlines() if GROWTH.exists() else []


def document():
    compiler, rows = kernel_table.read_tsv(TABLE)
    return kernel_report.markdown(compiler, rows, kernel_table.read_named(REASONS), growth_lines())


def check_document():
    if DOCUMENT.read_text() != document():
        return [f"{DOCUMENT.name} is not what {TABLE.name} and the reasons print: scripts/kernels/kernels.py --write"]
    return []


def check(build, architectures):
    compiler, rows, problems = count(build, architectures)
    committed_compiler, committed = kernel_table.read_tsv(TABLE)
    committed = {key: row for key, row in committed.items() if row.capability in architectures}
    for row in rows.values():
        problems += faults(row)
    if rows.keys() != committed.keys():
        changed = ", ".join("sm_{} {} {} {}".format(*key) for key in sorted(rows.keys() ^ committed.keys()))
        problems.append(f"not both compiled and in {TABLE.name}: {changed}")
    if compiler == committed_compiler:
        for row, before in grown(rows, committed):
            problems.append("sm_{} {} {} {} grew".format(*row.key) +
                            f" from {before:.1f} to {row.per_element('issue'):.1f} instructions per element")
    else:
        print(f"growth is not judged: nvcc is {compiler}, {TABLE.name} is of {committed_compiler}")
    reasons = kernel_table.read_named(REASONS)
    bound = gated_compute_bound(rows)
    unnamed = [kernel for kernel in bound if kernel not in reasons]
    problems += [f"compute-bound on {' or '.join(GATED)}, without a reason in {REASONS.name}: {line}"
                 for line in kernel_table.grouped(unnamed)]
    problems += [f"memory-bound, yet named in {REASONS.name}: {line}"
                 for line in kernel_table.grouped(kernel for kernel in reasons if kernel not in bound)]
    print(f"{len(rows)} kernels, at most {max(row.registers for row in rows.values())} registers")
    return problems + check_document()


def write_reasons(reasons):
    lines = []
    for reason in dict.fromkeys(reasons.values()):
        kernels = [kernel for kernel in reasons if reasons[kernel] == reason]
        lines += [reason, *(f"    {line}" for line in kernel_table.grouped(kernels)), ""]
    REASONS.write_text("\n".join(lines).rstrip() + "\n")


def write(build, reason):
    """Rewrites the table and the reasons; returns what is in the way."""
    compiler, rows, problems = count(build)
    for row in rows.values():
        problems += faults(row)
    old_compiler, committed = kernel_table.read_tsv(TABLE) if TABLE.exists() else (compiler, {})
    larger = list(grown(rows, committed)) if compiler == old_compiler else []
    old_reasons = kernel_table.read_named(REASONS) if REASONS.exists() else {}
    reasons = {kernel: old_reasons.get(kernel, reason) for kernel in gated_compute_bound(rows)}
    if not reason:
        problems += [f"grew, without --reason: sm_{row.capability} {row.dtype} {row.mode} {row.activation}, "
                     f"{before:.1f} to {row.per_element('issue'):.1f}" for row, before in larger]
        problems += [f"compute-bound, without --reason: {line}"
                     for line in kernel_table.grouped(kernel for kernel, why in reasons.items() if not why)]
    if not problems:
        kernel_table.write_tsv(TABLE, compiler, rows.values())
        write_reasons(reasons)
        if larger:
            worst = max(row.per_element("issue") / before for row, before in larger)
            kernels = "; ".join(kernel_table.grouped(dict.fromkeys(row.key[1:] for row, _ in larger)))
            lines = growth_lines() + [f"{reason} (by up to {100 * worst - 100:.0f} %: {kernels})"]
            GROWTH.write_text("\n".join(lines) + "\n")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true")
    action.add_argument("--write", action="store_true")
    parser.add_argument("build", nargs="?", metavar="BUILD_DIR")
    parser.add_argument("--reason", default="")
    parser.add_argument("--gated", action="store_true")
    arguments = parser.parse_args()
    try:
        if arguments.check:
            problems = check(arguments.build, GATED_CAPABILITIES if arguments.gated else gpus.CAPABILITIES) \
                if arguments.build else check_document()
        else:
            problems = write(arguments.build, arguments.reason) if arguments.build else []
            if not problems:
                DOCUMENT.write_text(document())
    except cubins.Unavailable as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
