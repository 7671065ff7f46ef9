#!/usr/bin/env python3
"""Checks from the disassembly that the library's reciprocal is the compiler's own, on every architecture.

    scripts/kernels/reciprocal.py BUILD_DIR CAPABILITY...

The compiler's correctly rounded rcp.rn has a fast path of a seed (MUFU.RCP) and two fused multiply-adds, entered for
every d whose exponent is in range, whatever its mantissa. The library uses that path without the test. The host tests
prove its arithmetic for all seeds but one (a device with the wrong one would break rcp.rn as well); here it is checked
that both compute the same expression of d, and that nothing but the exponent decides about the compiler's fast path.
Exits with 77 where the compiler or a disassembler is missing.
"""

import re
import sys
import tempfile
from pathlib import Path

import cubins
import sass

SOURCE = cubins.ROOT / "tests/kernels/reciprocal_sequences.cu"
# ((bits of d + 3 << 23) & exponent) > 3 << 23 | mantissa: biased exponents 1 to 252, 2^-126 <= |d| < 2^126.
RANGE_TEST = ("0x1800000", "0x7f800000", "0x1ffffff")
EXPECTED = ("fma", ("rcp", "d"), ("fma", ("neg", "d"), ("rcp", "d"), "1"), ("rcp", "d"))
SKIPPED = 77


def negated(expression):
    """-expression, exactly: the sign of a fused multiply-add is the sign of a factor and of the summand."""
    if isinstance(expression, tuple) and expression[0] == "neg":
        return expression[1]
    if isinstance(expression, tuple) and expression[0] == "fma":
        return "fma", negated(expression[1]), expression[2], negated(expression[3])
    if expression in ("1", "-1"):
        return "-1" if expression == "1" else "1"
    return "neg", expression


def stored_expression(instructions):
    """What straight code stores, as an expression of d, which it loads."""
    values = {}

    def value(operand):
        register = operand.removesuffix(".reuse").removeprefix("-")
        known = values.get(register, register)
        return negated(known) if operand.startswith("-") else known

    for i in instructions:
        operands = [operand.strip() for operand in i.operands.split(",")]
        if i.is_load:
            values[operands[0]] = "d"
        elif i.is_store:
            return value(operands[-1])
        elif i.opcode == "MUFU.RCP":
            values[operands[0]] = ("rcp", value(operands[1]))
        elif i.opcode == "FFMA":
            values[operands[0]] = ("fma", *map(value, operands[1:4]))
        elif i.opcode == "FADD.FTZ" and operands[2] == "-RZ":
            # A move with a sign: the residual is a multiple of 2^-47 or 0, never a denormal to be flushed.
            values[operands[0]] = value(operands[1])
        elif operands[0] in values:
            del values[operands[0]]
    return None


def is_range_test_only(instructions):
    """Whether the constants of the range test, in their order, are all that decides about a branch."""
    tests = [i for i in instructions if re.match(r"VIADD|IADD|LOP3|ISETP|FSETP|PLOP3|FCHK", i.opcode)]
    return len(tests) == len(RANGE_TEST) and all(
        f" {constant}," in f" {i.operands}," for i, constant in zip(tests, RANGE_TEST))


def problems_of(capability, listing):
    functions = sass.functions(listing)
    for name, lines in functions.items():
        path, _ = sass.main_path(lines, allow_narrow=True)
        found = stored_expression(path)
        if found != EXPECTED:
            yield f"sm_{capability}: {name} computes {found}, not {EXPECTED}"
        if name == "of_compiler" and not is_range_test_only(path):
            yield f"sm_{capability}: the compiler's fast path depends on more than the exponent"
    if functions.keys() != {"of_compiler", "of_library"}:
        yield f"sm_{capability}: functions {sorted(functions)}"


def main(build, capabilities):
    try:
        command = next(iter(cubins.shard_commands(build).values()))
        nvcc, compiler = cubins.compiler_of(command)
        nvdisasm = cubins.find_tool("nvdisasm", nvcc)
    except cubins.Unavailable as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        cubin = {capability: Path(folder) / f"{capability}.cubin" for capability in capabilities}
        compiled = cubins.compile_all([(cubins.for_architecture(command, capability, cubin[capability], SOURCE),
                                        cubin[capability], nvdisasm) for capability in capabilities])
    problems = [problem for capability, (_, listing) in zip(capabilities, compiled)
                for problem in problems_of(capability, listing)]
    print("\n".join(problems) or f"nvcc {compiler}: the same reciprocal on sm_{', sm_'.join(capabilities)}")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
