#!/usr/bin/env python3
"""What it costs to compile each source with each set of flags that a user's project may bring along.

    scripts/checks/compile_costs.py [--sets SET,...] [--only REGEX] [--limit SECONDS,MB]

Configures build/costs/SET for each set, compiles the sources one after the other, and prints those that cost the most of
each set. Exit code 1 where one is over the limit, 60 seconds and 1500 MB unless another is given. All sets and sources take
an hour or two: to be run before a release, on an idle machine.
"""

import argparse
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

SETS = {
    "release": ("Release", ""),
    "relwithdebinfo": ("RelWithDebInfo", ""),
    "debug": ("Debug", ""),
    "none": ("", ""),
    "asan": ("RelWithDebInfo", "-fsanitize=address"),
    "ubsan": ("RelWithDebInfo", "-fsanitize=undefined"),
    "asan_ubsan": ("RelWithDebInfo", "-fsanitize=address,undefined"),
    "asan_ubsan_debug": ("Debug", "-fsanitize=address,undefined"),
    "tsan": ("RelWithDebInfo", "-fsanitize=thread"),
}
OPTIONS = ["-DACTJET_TESTS=ON", "-DACTJET_TOOL=ON", "-DACTJET_BENCH=ON", "-DACTJET_EXAMPLES=ON", "-DCMAKE_CUDA_ARCHITECTURES=80"]


def commands_of(name: str) -> list[tuple[str, str, str]]:
    """The folder, the command and the source of each compilation of a set, configured anew."""
    build_type, flags = SETS[name]
    folder = Path("build/costs") / name
    # A cache of compilations would tell of its own speed.
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_COMPILER_LAUNCHER")}
    subprocess.run(["cmake", "-S", ".", "-B", str(folder), "-G", "Ninja", f"-DCMAKE_BUILD_TYPE={build_type}",
                    f"-DCMAKE_CXX_FLAGS={flags}", *OPTIONS], check=True, stdout=subprocess.DEVNULL, env=environment)
    entries = json.loads((folder / "compile_commands.json").read_text())
    # Without the lines of the documents, which the build copies into a source of their own.
    return [(e["directory"], e["command"], os.path.relpath(e["file"])) for e in entries if Path(e["file"]).exists()]


def cost(directory: str, command: str, most_seconds: float) -> tuple[float, float]:
    """Seconds of processor time, and the megabytes of the largest of the compiler's processes. Exits if it fails.

    A compiler process that takes twice the limit is stopped there: what has no end must not hold up the others.
    """
    stop = math.ceil(2 * most_seconds)
    process = subprocess.Popen(f"ulimit -St {stop}; {command}", shell=True, cwd=directory)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = usage.ru_utime + usage.ru_stime
    if status and seconds < stop:
        sys.exit(f"fails: {command}")
    return seconds, usage.ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default=",".join(SETS), help=" ".join(SETS))
    parser.add_argument("--only", default="", help="sources whose path matches")
    parser.add_argument("--limit", default="60,1500")
    arguments = parser.parse_args()
    most_seconds, most_megabytes = (float(part) for part in arguments.limit.split(","))
    os.chdir(Path(__file__).resolve().parents[2])

    over = 0
    print("| flags | source | seconds | MB |\n| --- | --- | --: | --: |")
    for name in arguments.sets.split(","):
        # One source may belong to several targets.
        sources = {file: (directory, command) for directory, command, file in commands_of(name)
                   if re.search(arguments.only, file)}
        costs = sorted(((*cost(*sources[file], most_seconds), file) for file in sources), reverse=True)
        for rank, (seconds, megabytes, file) in enumerate(costs):
            too_much = seconds > most_seconds or megabytes > most_megabytes
            over += too_much
            if rank < 3 or too_much:
                print(f"| {name} | {file} | {seconds:.0f} | {megabytes:.0f} |{' over the limit' if too_much else ''}")
        print(f"| {name} | all {len(costs)} | {sum(c[0] for c in costs):.0f} | {max(c[1] for c in costs):.0f} |", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
