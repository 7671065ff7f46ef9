"""Compiles CUDA sources for chosen architectures as a build directory compiles them, and disassembles what comes out."""

import json
import os
import re
import shlex
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "build" / "cuda_tools"  # where scripts/fetch/cuda_tools.sh puts what reads GPU code
RESOURCES = re.compile(r"Function properties for (?P<name>\S+)\s+(?P<stack>\d+) bytes stack frame, "
                       r"(?P<stores>\d+) bytes spill stores, (?P<loads>\d+) bytes spill loads\s+"
                       r"ptxas info\s+: Used (?P<registers>\d+) registers")


class Unavailable(Exception):
    """Something that is needed is not on this machine; the message says what."""


def find_tool(name, nvcc=None):
    """A reader of GPU code (nvdisasm, cuobjdump): on the PATH, beside the compiler, or installed under build/."""
    candidates = [shutil.which(name), nvcc and Path(nvcc).with_name(name), *TOOLS.rglob(f"bin/{name}")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return str(candidate)
    raise Unavailable(f"no {name} on the PATH, beside nvcc or under build/: scripts/fetch/cuda_tools.sh installs one")


def shard_commands(build):
    """The commands by which a build directory compiles the kernels: {name of the shard: arguments}."""
    database = Path(build) / "compile_commands.json"
    if not database.exists():
        raise Unavailable(f"{database} does not exist: configure a preset with CUDA first")
    result = {}
    for entry in json.loads(database.read_text()):
        source = Path(entry["file"])
        if source.suffix == ".cu" and source.parent.name == "generated":
            result[source.stem] = shlex.split(entry["command"])
    if not result:
        raise Unavailable(f"{build} is configured without CUDA")
    return result


def for_architecture(command, capability, output, source=None):
    """The arguments that compile the same source with the same flags to a cubin, with the compiler's report."""
    kept, arguments = [], iter(command)
    for argument in arguments:
        if argument == "-o":
            next(arguments)
        elif argument != "-c" and not argument.startswith(("--generate-code", "-arch", "-gencode", "-lineinfo")):
            kept.append(argument)
    if source:
        kept[-1] = str(source)
    return [*kept, f"-arch=sm_{capability}", "-cubin", "-Xptxas=-v", "-o", str(output)]


def compiler_of(command):
    """The compiler, and its version as it states it."""
    nvcc = next(argument for argument in command if Path(argument).name.startswith("nvcc"))
    text = subprocess.run([nvcc, "--version"], capture_output=True, text=True, check=True).stdout
    return nvcc, re.search(r"release [\d.]+, V([\d.]+)", text).group(1)


def compile_all(jobs):
    """Runs (arguments, cubin, disassembler) triples on all cores; returns (compiler's report, disassembly) of each."""

    def one(job):
        arguments, cubin, nvdisasm = job
        compiled = subprocess.run(arguments, capture_output=True, text=True)
        if compiled.returncode:
            raise RuntimeError(f"{shlex.join(arguments)}\n{compiled.stdout}{compiled.stderr}")
        listing = subprocess.run([nvdisasm, "-c", str(cubin)], capture_output=True, text=True, check=True).stdout
        return compiled.stderr + compiled.stdout, listing

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, jobs))


def resources_of(report):
    """{function: (registers, bytes of stack, bytes spilled)} from the compiler's report."""
    return {m["name"]: (int(m["registers"]), int(m["stack"]), int(m["stores"]) + int(m["loads"]))
            for m in RESOURCES.finditer(report)}
