#!/usr/bin/env python3
"""Every coefficient of the formulas is what the scripts of scripts/fit compute, which are run here.

A coefficient is a number in a header under include/actjet that has more digits than a person chooses: eight significant
decimal digits or ten significant bits. Its header names the scripts that print it, as scripts/fit/NAME, and only what they
print counts, for that header where they name one ("NAME.hpp:" on a line); a sign may differ, as formulas subtract. The test also changes each bit of each coefficient and is to notice
that, so that a change of one bit never goes unseen.

Exits with 77 where Sollya, mpmath or numpy is missing.
"""

import re
import shutil
import struct
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HEADERS, SCRIPTS = ROOT / "include/actjet", ROOT / "scripts/fit"
HEX, DECIMAL = r"0x[0-9a-f]+(?:\.[0-9a-f]*)?p[+-]?\d+", r"\d+\.\d*(?:e[+-]?\d+)?"
NUMBER = re.compile(rf"(?<![\w.])({HEX}|{DECIMAL})(f?)(?!\w)")
SKIPPED = 77


def value_of(text):
    return float.fromhex(text) if text.startswith("0x") else float(text)


def is_chosen(text):
    """Whether a number is a power of two, a threshold, a bound: what needs no script."""
    if text.startswith("0x"):
        numerator, _ = value_of(text).as_integer_ratio()
        digits = bin(numerator).rstrip("0")[2:]
        return len(digits) <= 10 or "0" not in digits
    return len(text.split("e")[0].replace(".", "").strip("0")) <= 8


def coefficients_of(text):
    """(number, whether it is a float, as written) of a header's text."""
    code = re.sub(r'//[^\n]*|R"\(.*?\)"|"[^"\n]*"', "", text)
    for found in NUMBER.finditer(code):
        if not is_chosen(found[1]):
            yield value_of(found[1]), bool(found[2]), found[0]


def neighbours(value, single):
    """The numbers of which one bit is another one, without the sign."""
    real, whole, bits = ("f", "I", 31) if single else ("d", "Q", 63)
    (pattern,) = struct.unpack(whole, struct.pack(real, value))
    for bit in range(bits):
        yield struct.unpack(real, struct.pack(whole, pattern ^ (1 << bit)))[0]


def python():
    """An interpreter that has what the scripts import."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([candidate, "-c", "import mpmath, numpy"], capture_output=True).returncode == 0:
            return candidate
    return None


def numbers_of(script, interpreter):
    """What a script prints, by the header that it is for: {name: numbers}; None stands for all headers."""
    command = ["sollya", script] if script.suffix == ".sollya" else [interpreter, script]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    numbers, header = defaultdict(set), None
    for line in done.stdout.splitlines():
        header = line[:-1] if line.endswith(".hpp:") else header
        numbers[header] |= {value_of(found[1]) for found in NUMBER.finditer(line)}
    return numbers


def main():
    interpreter = python()
    if interpreter is None or shutil.which("sollya") is None:
        print("skipped: Sollya or Python's mpmath and numpy are not installed")
        return SKIPPED
    scripts = [path for path in sorted(SCRIPTS.iterdir()) if path.suffix in (".py", ".sollya")]
    with ThreadPoolExecutor() as pool:
        printed = dict(zip((s.name for s in scripts), pool.map(lambda s: numbers_of(s, interpreter), scripts)))

    count, faults = 0, []
    for header in sorted(HEADERS.glob("**/*.hpp")):
        text = header.read_text()
        sources = re.findall(r"scripts/fit/([\w.]+\w)", text)
        known = set().union(*(printed[source][name] for source in sources if source in printed
                              for name in (None, header.name) if name in printed[source]))
        faults += [f"{header.name} names scripts/fit/{source}, which is not there" for source in sources
                   if source not in printed]
        for value, single, written in coefficients_of(text):
            count += 1
            if value not in known:
                faults.append(f"{header.name}: {written} is not what {' or '.join(sources) or 'any script it names'} prints")
            elif not known.isdisjoint(neighbours(value, single)):
                faults.append(f"{header.name}: one bit of {written} could change unseen: the scripts print that number too")
    print(f"{count} coefficients, {len(scripts)} scripts", *faults, sep="\n")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
