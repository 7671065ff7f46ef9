#!/usr/bin/env python3
"""actjet beside its peers on a GPU: PyTorch eager and compiled, CUB, Thrust, cuDNN and textbook kernels.

    bench/peers/cuda_peers.py --build build/gpu --out peers.json [--budget 150]

Each peer runs in a process of its own beside actjet, on the same buffers, by the method of bench/method.hpp. A peer that
fails, hangs or is missing is a row that says why. The cases come in the order of what they tell; a peer that has used its
share of the budget leaves its last ones out. The file is written anew after every peer, so that a run that is cut off has
left what it found; the table comes last.

It needs Python's standard library alone, and for PyTorch's rows PyTorch."""
import argparse
import datetime
import importlib.util
import json
import os
import pathlib
import queue
import statistics
import subprocess
import sys
import threading
import time

import method

HERE = pathlib.Path(__file__).resolve().parent
MIB = 1 << 20
# In the order in which they run and stand in the table.
PEERS = ("compile", "eager", "cub", "textbook", "cudnn", "thrust", "eager_out")
PYTORCH = ("compile", "eager", "eager_out")
# What frameworks spend most on, and relu, where all depends on the memory.
TELLING = ("gelu", "silu", "softplus", "mish", "relu")
OTHERS = ("gelu_tanh", "elu", "tanh")
# The part of a peer's share in which its process may begin cases; the rest is for the last one to end.
BEGINNING = 0.8


def cases():
    """ACTIVATION:PASS:DTYPE:BYTES, what tells most first."""
    tiers = [(TELLING, "bfloat16", 256 * MIB), (TELLING, "float32", 256 * MIB), (OTHERS, "bfloat16", 256 * MIB),
             (TELLING, "bfloat16", 16 * MIB), (TELLING, "bfloat16", MIB), (TELLING, "bfloat16", 1024 * MIB),
             (TELLING, "bfloat16", 64 * MIB), (TELLING, "bfloat16", MIB // 16), (OTHERS, "float32", 256 * MIB)]
    return [f"{activation}:{pass_name}:{dtype}:{size}" for activations, dtype, size in tiers
            for activation in activations for pass_name in ("forward", "backward")]


def python_libraries():
    """Folders of the shared libraries that came as Python packages of NVIDIA's: cuDNN and what it loads."""
    try:
        spec = importlib.util.find_spec("nvidia")
    except ImportError:
        return []
    roots = spec.submodule_search_locations if spec else []
    return [str(folder) for root in roots for folder in sorted(pathlib.Path(root).glob("*/lib"))]


def command(peer, build, budget, texts):
    if peer in PYTORCH:
        program = [sys.executable, str(HERE / "pytorch_cuda.py"), f"--library={build / 'libactjet.so'}"]
    else:
        program = [str(build / "bench/peers/cuda_peers_bench")]
    return [*program, f"--peer={peer}", f"--cases={','.join(texts)}", f"--budget={budget:.1f}"]


def environment(build):
    found = dict(os.environ)
    folders = [str(build), str(build / "lib"), *python_libraries(), found.get("LD_LIBRARY_PATH", "")]
    found["LD_LIBRARY_PATH"] = ":".join(filter(None, folders))
    return found


def lines_until(process, deadline):
    """The lines of a process's output; ends it at the deadline."""
    lines = queue.Queue()

    def read():
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    try:
        while (line := lines.get(timeout=max(0.0, deadline - time.monotonic()))) is not None:
            yield line
    except queue.Empty:
        process.kill()


def run_peer(peer, build, share, texts):
    """What the peer is, and a row for each case, within a share of the time."""
    about, rows, deadline = None, {}, time.monotonic() + share
    try:
        process = subprocess.Popen(command(peer, build, BEGINNING * share, texts), env=environment(build), text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        return about, [{"peer": peer, "case": text, "why": str(error)} for text in texts]
    words = []
    reader = threading.Thread(target=lambda: words.extend(process.stderr), daemon=True)
    reader.start()
    for line in lines_until(process, deadline):
        try:
            row = json.loads(line)
        except ValueError:
            continue  # what a compiler prints
        if not isinstance(row, dict):
            continue
        about = row.get("about", about)
        if row.get("case") in texts:
            rows[row["case"]] = row
    code = process.wait()
    reader.join(1)
    last = words[-1].strip() if words else ""
    why = "it was ended when its time was over" if time.monotonic() >= deadline else \
        f"its process ended with code {code}: {last}"
    return about, [rows.get(text, {"peer": peer, "case": text, "why": why}) for text in texts]


def write(path, result):
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps(result, indent=1) + "\n")
    temporary.replace(path)


def run_all(build, out, budget, peers, texts):
    result = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "about": {}, "rows": []}
    end = time.monotonic() + budget
    for i, peer in enumerate(peers):
        # An equal part of what is left, so that a peer that needs less leaves it to the others.
        about, rows = run_peer(peer, build, max(0.0, end - time.monotonic()) / (len(peers) - i), texts)
        result["about"][peer] = about
        result["rows"] += rows
        write(out, result)
    return result


def figure(row):
    """The peer's time over actjet's as it stands in the table: * where the peer wins by more than the noise, ? where the
    measurement means nothing."""
    if "samples" not in row:
        return "-"
    samples = row["samples"]
    if samples["doubt"]:
        return "?"
    ratio = method.ratio(samples["works"][row["peer"]], samples["works"]["actjet"])
    return f"{ratio:.2f}*" if wins(row) else f"{ratio:.2f}"


def wins(row):
    samples = row.get("samples")
    return bool(samples and not samples["doubt"] and method.ratio(
        samples["works"][row["peer"]], samples["works"]["actjet"]) * (1 + samples["noise"]) < 1)


def size_of(text):
    return f"{int(text) // MIB} MiB" if int(text) >= MIB else f"{int(text) // 1024} KiB"


def table(result, peers, texts):
    """Lines of text: a table, the peers that win, and what is missing and why."""
    rows = {(row["peer"], row["case"]): row for row in result["rows"]}
    lines = ["A peer's time over actjet's: above 1 actjet is faster; * the peer wins; ? the machine was busy; - below.",
             f"{'':35}{'% of copy':>10}{'+- %':>6}" + "".join(f"{peer:>10}" for peer in peers)]
    for text in texts:
        of_case = [rows[peer, text] for peer in peers if (peer, text) in rows]
        sound = [row["samples"] for row in of_case if "samples" in row and not row["samples"]["doubt"]]
        if not any("samples" in row for row in of_case):
            continue
        of_copy = statistics.median(method.ratio(s["copy"], s["works"]["actjet"]) for s in sound) if sound else None
        noise = max((s["noise"] for s in sound), default=None)
        activation, pass_name, dtype, size = text.split(":")
        lines.append(f"{activation:10}{pass_name:9}{dtype:9}{size_of(size):>7}"
                     + (f"{100 * of_copy:10.1f}{100 * noise:6.1f}" if sound else f"{'?':>10}{'?':>6}")
                     + "".join(f"{figure(rows[peer, text]) if (peer, text) in rows else '-':>10}" for peer in peers))
    winners = [f"{row['peer']} at {row['case']} ({figure(row)})" for row in result["rows"] if wins(row)]
    lines.append("Peers that win: " + (", ".join(winners) or "none"))
    missing = {}
    for row in result["rows"]:
        if "why" in row:
            missing.setdefault((row["peer"], row["why"]), []).append(row["case"])
    lines += [f"{peer}: {why} ({len(of)} cases, first {of[0]})" for (peer, why), of in missing.items()]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="the build folder: programs and library")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="the file for all samples, as JSON")
    parser.add_argument("--budget", type=float, default=150, help="seconds for all peers together (default: %(default)s)")
    parser.add_argument("--peers", default=",".join(PEERS), help="separated by commas (default: %(default)s)")
    parser.add_argument("--cases", help="ACTIVATION:PASS:DTYPE:BYTES, separated by commas; the best first by default")
    args = parser.parse_args()
    peers = args.peers.split(",")
    if unknown := set(peers) - set(PEERS):
        parser.error(f"unknown peers: {', '.join(sorted(unknown))}")
    texts = args.cases.split(",") if args.cases else cases()
    result = run_all(args.build.resolve(), args.out, args.budget, peers, texts)
    print("\n".join(table(result, peers, texts)))
    sys.exit(0 if any("samples" in row for row in result["rows"]) else 1)


if __name__ == "__main__":
    main()
