#!/usr/bin/env python3
"""Changes every float32 coefficient by one bit, one at a time, and says which changes no digest sees.

    scripts/checks/mutate.py [--dense] [HEADER...]

A coefficient is a hexadecimal float literal with the suffix f in include/actjet/activations or include/actjet/core; HEADER
limits the run to files with that name. Those of core/short_*.hpp are left out: they are of the 16-bit types, whose digests
are of all inputs. For each, a program made of the functors alone computes the digests of `actjet digest --dtype float32
--pass jet --sample` for the activations that include the header, until one differs from the digest without the change. A
change that none sees is a survivor.

--dense tries survivors on the inputs of tests/properties/last_bits.txt, and then on every float from 2^-13 to 2^7 and their
negatives. It says where the change shows, in a line for that file, or that it changes no machine code or no result. The exit
code is 1 if there are changes that show somewhere and that neither the sample nor the file sees.

Needs g++ (or $CXX) and a processor with AVX2. 120 coefficients take two cores two minutes, a survivor up to a minute more.
"""

import argparse
import os
import re
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
LAST_BITS = ROOT / "tests/properties/last_bits.txt"
LITERAL = re.compile(r"0x[0-9a-f]+(?:\.[0-9a-f]*)?p[+-]?[0-9]+f\b")
INCLUDED = re.compile(r"#include <(actjet/[^>]+)>")
# What a change may be found to do.
SAME_CODE, SAME_RESULTS = HARMLESS = "no machine code changes", "no result changes"
PINNED = "seen by last_bits.txt"
FLAGS = ["-std=c++20", "-O2", "-mavx2", "-mfma", "-ffp-contract=off"]

# sample: prints the digest of each activation's sample. at X...: prints the bits of f(X) and f'(X). blocks: prints the digest
# of each block of 2^16 inputs of the dense range. results BLOCK: prints X, f(X) and f'(X) for that block. The last three are
# of the first activation.
PROGRAM = """
#include <actjet/functors.hpp>
#include <host/validation/digests/hash.hpp>
#include <bit>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

struct results {
    std::uint32_t value, derivative;
};

template <class A>
struct program {
    const actjet::jet_of<A> f;

    results at(std::uint64_t x) const {
        const auto [value, derivative] = f(std::bit_cast<float>(static_cast<std::uint32_t>(x)));
        return {std::bit_cast<std::uint32_t>(value), std::bit_cast<std::uint32_t>(derivative)};
    }

    template <class Inputs>
    void print_digest(std::uint64_t count, Inputs input) const {
        std::uint64_t sum = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t x = input(i);
            const auto [value, derivative] = at(x);
            sum += actjet::validation::digest_term(x, 0, value) + actjet::validation::digest_term(x, 1, derivative);
        }
        std::printf("%016" PRIx64 "\\n", sum);
        std::fflush(stdout);
    }

    void print_results(std::uint64_t x) const {
        const auto [value, derivative] = at(x);
        std::printf("0x%08" PRIx64 " 0x%08" PRIx32 " 0x%08" PRIx32 "\\n", x, value, derivative);
    }
};

std::uint64_t dense(std::uint64_t block) {
    constexpr std::uint64_t first = (127 - 13) << 7, blocks = 20 << 7;  // of 2^16: there are 2^7 in a binade
    block = block * 1999 % (2 * blocks);  // from all binades in turn
    return ((first + block % blocks) | (block / blocks) << 15) << 16;
}

template <class... As>
void print_samples() {
    constexpr std::uint64_t count = std::uint64_t{1} << actjet::validation::sample_bits;
    const auto input = [](std::uint64_t i) { return actjet::validation::digest_input(i, {23, 8, true}); };
    (program<As>{}.print_digest(count, input), ...);
}

template <class A, class...>
void run(int argc, char** argv) {
    const program<A> p;
    if (std::strcmp(argv[1], "at") == 0) {
        for (int i = 2; i < argc; ++i) {
            p.print_results(std::strtoull(argv[i], nullptr, 16));
        }
    } else if (std::strcmp(argv[1], "blocks") == 0) {
        for (std::uint64_t block = 0; block < 40 << 7; ++block) {
            p.print_digest(1 << 16, [&](std::uint64_t i) { return dense(block) + i; });
        }
    } else {
        for (std::uint64_t i = 0; i < 1 << 16; ++i) {
            p.print_results(dense(std::strtoull(argv[2], nullptr, 10)) + i);
        }
    }
}

int main(int argc, char** argv) {
    if (std::strcmp(argv[1], "sample") == 0) {
        print_samples<@activations@>();
    } else {
        run<@activations@>(argc, argv);
    }
}
"""

@dataclass(frozen=True)
class Coefficient:
    header: Path  # under include
    line: int
    begin: int  # in the header's text
    end: int
    text: str

    def __str__(self):
        return f"{self.header}:{self.line}: {self.text}"

def without_comments(text):
    """The text with blanks for comments."""
    return re.sub(r"//[^\n]*", lambda comment: " " * len(comment[0]), text)

def coefficients_of(header):
    text = without_comments((INCLUDE / header).read_text())
    for found in LITERAL.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Coefficient(header, line, found.start(), found.end(), found[0])

def flipped(literal):
    """The literal of the float whose last bit is the other one."""
    (bits,) = struct.unpack("<I", struct.pack("<f", float.fromhex(literal.rstrip("f"))))
    (value,) = struct.unpack("<f", struct.pack("<I", bits ^ 1))
    return value.hex() + "f"

def users():
    """For each header the activations that include it, directly or not."""
    included = {}
    for path in INCLUDE.glob("actjet/**/*.hpp"):
        included[path.relative_to(INCLUDE)] = [Path(name) for name in INCLUDED.findall(path.read_text())]

    def reach(header, seen):
        if header not in seen:
            seen.add(header)
            for other in included.get(header, ()):
                reach(other, seen)
        return seen

    result = {header: [] for header in included}
    for header in sorted(INCLUDE.glob("actjet/activations/*.hpp")):
        for other in reach(header.relative_to(INCLUDE), set()):
            result.setdefault(other, []).append(header.stem)
    return result

def build(folder, activations, change=None):
    """Compiles the program for these activations, with one coefficient changed, and returns its path."""
    source, program = Path(folder) / "digests.cpp", Path(folder) / "digests"
    source.write_text(PROGRAM.replace("@activations@", ", ".join(f"actjet::{name}" for name in activations)))
    if change:
        text = (INCLUDE / change.header).read_text()
        copy = Path(folder) / change.header
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text[: change.begin] + flipped(change.text) + text[change.end :])
    compiler = os.environ.get("CXX", "g++")
    paths = [f"-I{folder}", f"-I{INCLUDE}", f"-I{ROOT}"]
    subprocess.run([compiler, *FLAGS, *paths, source.name, "-o", program], check=True, cwd=folder)
    return program

def lines_of(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout.splitlines()

def sample_digest(name):
    with tempfile.TemporaryDirectory() as folder:
        return lines_of(build(folder, [name]), "sample")[0]

def seen_by(change, known):
    """The first activation whose digest of the sample the change changes, or None."""
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder, known, change)
        with subprocess.Popen([program, "sample"], stdout=subprocess.PIPE, text=True) as run:
            for (name, digest), line in zip(known.items(), run.stdout):
                if line.strip() != digest:
                    run.kill()
                    return name
    return None

def pinned():
    """For each activation the lines of the file of last bits, without its name."""
    rows = {}
    for line in LAST_BITS.read_text().splitlines():
        if line and not line.startswith("#"):
            name, results = line.split(maxsplit=1)
            rows.setdefault(name, []).append(results)
    return rows

def blocks_of(program):
    """Starts the program's digests of blocks."""
    return subprocess.Popen([program, "blocks"], stdout=subprocess.PIPE, text=True)

def first_difference(before, after):
    """What the first of two programs prints of the first input for which they differ, or None."""
    with blocks_of(before) as left, blocks_of(after) as right:
        for i, (a, b) in enumerate(zip(left.stdout, right.stdout)):
            if a != b:
                left.kill()
                right.kill()
                pairs = zip(lines_of(before, "results", str(i)), lines_of(after, "results", str(i)))
                return next(a for a, b in pairs if a != b)
    return None

def shown_by(change, name, rows):
    """What a change does to one activation on inputs that the sample has not. rows are those of the file of last bits."""
    with tempfile.TemporaryDirectory() as here, tempfile.TemporaryDirectory() as there:
        before, after = build(here, [name]), build(there, [name], change)
        if before.read_bytes() == after.read_bytes():
            return SAME_CODE
        if rows and lines_of(after, "at", *(row.split()[0] for row in rows)) != rows:
            return PINNED
        difference = first_difference(before, after)
        return f"{name} {difference}" if difference else SAME_RESULTS

def shown(change, names):
    """The same of several activations in turn, until one shows the change."""
    rows = pinned()
    found = {SAME_CODE}
    for name in names:
        verdict = shown_by(change, name, rows.get(name, []))
        if verdict not in HARMLESS:
            return verdict
        found.add(verdict)
    return SAME_RESULTS if SAME_RESULTS in found else SAME_CODE

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dense", action="store_true", help="try survivors on many more inputs")
    parser.add_argument("headers", nargs="*", help="names of headers, as in gelu.hpp; all where none is given")
    chosen = parser.parse_args()

    using = users()
    headers = [h for h in sorted(using) if using[h] and not h.name.startswith("short_") and
               (not chosen.headers or h.name in chosen.headers)]
    coefficients = [c for header in headers for c in coefficients_of(header)]
    if not coefficients:
        sys.exit("mutate.py: there are no coefficients in " + (" ".join(chosen.headers) or str(INCLUDE)))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        names = sorted({name for c in coefficients for name in using[c.header]})
        known = dict(zip(names, pool.map(sample_digest, names)))
        seen = pool.map(lambda c: seen_by(c, {name: known[name] for name in using[c.header]}), coefficients)
        survivors = []
        for coefficient, name in zip(coefficients, seen):
            print(f"{coefficient}: {'seen by ' + name if name else 'SURVIVES'}", flush=True)
            if not name:
                survivors.append(coefficient)
        print(f"{len(coefficients)} coefficients, {len(survivors)} changes that the samples' digests do not see")
        unseen = len(survivors)
        if chosen.dense:
            unseen = 0
            for coefficient, verdict in zip(survivors, pool.map(lambda c: shown(c, using[c.header]), survivors)):
                print(f"{coefficient}: {verdict}", flush=True)
                unseen += verdict not in (*HARMLESS, PINNED)
    return 1 if unseen else 0

if __name__ == "__main__":
    sys.exit(main())
