"""Which GPUs a library holds code for: what it says of itself, and what the README says of a release.

    images.py library LIBRARY BUILD_DIR   every part of the library holds the images that it was configured with
    images.py release FOLDER NVCC         one source, compiled as the release preset in FOLDER does, holds the README's

Exits with 77 where there is no reader of the images.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/kernels"))
import cubins  # noqa: E402

SOURCE = Path(__file__).with_name("reciprocal_sequences.cu")


def held_by(file, nvcc):
    """{("sm" or "ptx", capability): how often it is in the file}."""
    command = [cubins.find_tool("cuobjdump", nvcc), "--list-elf", "--list-ptx", file]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"\.sm_(\d+)\.(cubin|ptx)\n", names)
    return Counter(("ptx" if kind == "ptx" else "sm", int(capability)) for capability, kind in found)


def configured(build):
    """The same set as the library's own table has it, which decides what a call without code for its device says."""
    text = (Path(build) / "cuda" / "generated" / "build.hpp").read_text()
    rows = re.findall(r"\{(\d+), (true|false), (true|false)\}", text)
    return {(kind, int(row[0])) for row in rows for kind, there in zip(("sm", "ptx"), row[1:]) if there == "true"}


def promised():
    """The same set as the README has it: "75, 80", with PTX of the last."""
    row = re.search(r"`CMAKE_CUDA_ARCHITECTURES` \| ([\d, ]+) \| machine code for each, and PTX of the newest",
                    (ROOT / "README.md").read_text())
    capabilities = [int(number) for number in row.group(1).split(",")]
    return {("sm", capability) for capability in capabilities} | {("ptx", max(capabilities))}


def compile_as_released(folder, nvcc):
    """An object of one small source, by the command that compiles the kernels."""
    subprocess.run(["cmake", "--preset", "release", "-B", folder, f"-DCMAKE_CUDA_COMPILER={nvcc}", "-DACTJET_TOOL=OFF"],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    command = next(iter(cubins.shard_commands(folder).values()))
    output = Path(folder) / "images.o"
    command[command.index("-o") + 1] = str(output)
    command[command.index("-c") + 1] = str(SOURCE)
    subprocess.run(command, cwd=folder, check=True)
    return output


def shown(images):
    return ", ".join(f"{kind} {capability}" for kind, capability in sorted(images)) or "nothing"


def main(what, *arguments):
    try:
        if what == "library":
            library, build = arguments
            nvcc, _ = cubins.compiler_of(next(iter(cubins.shard_commands(build).values())))
            wanted, held = configured(build), held_by(library, nvcc)
        else:
            folder, nvcc = arguments
            cubins.find_tool("cuobjdump", nvcc)
            held = held_by(compile_as_released(folder, nvcc), nvcc)
            wanted = promised()
            if configured(folder) != wanted:
                print(f"configured are {shown(configured(folder))}, and the README has {shown(wanted)}")
                return 1
    except cubins.Unavailable as reason:
        print(f"skipped: {reason}")
        return 77
    if held.keys() != wanted or len(set(held.values())) != 1:
        print(f"wanted: {shown(wanted)}; found: {shown(held)}, {sorted(held.values())} times")
        return 1
    print(f"{shown(held)}, {max(held.values())} times each")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("library", "release"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
