#!/usr/bin/env python3
"""Times PyTorch's CPU operators against actjet's, float32, in one process.

    bench/peers/pytorch_cpu.py --library build/libactjet.so [--threads 1] [--elements 16384] [--only gelu,mish]

Without --threads and --elements: one thread and all CPUs, in cache (2^14 elements) and out of cache (2^25). Each line
gives PyTorch's time over actjet's, for forward and backward: with an output that the caller owns ("given", where
PyTorch has such an operator) and as users call it, with a fresh one ("fresh"; actjet's output is given all the same, as
its interface demands). Above 1 actjet is faster. Each figure is the median over pairs timed in turn, each after a
call of the same that is not timed; one thread is timed in CPU time of that thread, so that a busy machine disturbs it less,
several in wall time.

PyTorch's backward of sigmoid and tanh reads the stored output, actjet's recomputes from the input; the same numbers are
moved. PyTorch has one operator for prelu's backward, which writes the slope's gradient of every element beside dx, wanted
or not, and so moves a third more; it is not vectorised, and branches on the sign of each x. The sum of those gradients,
taken only where the slope is trained, is left out. Operators that PyTorch composes of several passes are marked with *.
"""
import argparse
import ctypes
import functools
import os
import statistics
import subprocess
import sys
import time

import actjet_abi
import pytorch_operators


def seconds(run, repeats, clock):
    run()  # pays for the lines that the other one has written, and that are still in the caches
    start = clock()
    for _ in range(repeats):
        run()
    return clock() - start


def compare(peer, ours, clock, pairs, target):
    """The medians of peer's time over ours and of our time, over pairs timed in turn."""
    peer()
    once = min(seconds(ours, 1, time.perf_counter) for _ in range(3))
    repeats = max(1, int(target / max(once, 1e-7)))
    ratios, times = [], []
    for _ in range(pairs):
        own = seconds(ours, repeats, clock)
        ratios.append(seconds(peer, repeats, clock) / own)
        times.append(own / repeats)
    return statistics.median(ratios), statistics.median(times)


def measure(args):
    os.environ["ACTJET_NUM_THREADS"] = str(args.threads)
    import torch

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    library = actjet_abi.load(args.library)
    n = args.elements
    x, dy, out = torch.randn(n) * 3, torch.randn(n), torch.empty(n)
    clock = time.thread_time if args.threads == 1 else time.perf_counter
    print(f"# PyTorch {torch.__version__}, actjet on {library.actjet_cpu_isa().decode()}, "
          f"{args.threads} threads, {n} elements")
    print(f"{'':14}{'forward':>22}{'':10}{'backward':>22}")
    print(f"{'':14}{'given':>8}{'fresh':>8}{'ns/element':>12}    {'given':>8}{'fresh':>8}{'ns/element':>12}")
    for name, operator in pytorch_operators.operators(torch).items():
        activation = library.actjet_activation_find(name.rstrip("*").encode())
        if activation < 0 or (args.only and name.rstrip("*") not in args.only.split(",")):
            continue
        saved = operator.save(x)
        line = f"{name:14}"
        for pass_name, inputs, variants in (
                ("forward", (x,), (operator.given, operator.fresh)),
                ("backward", (x, dy), (operator.given_backward, operator.fresh_backward))):
            call = actjet_abi.make_call(library, activation, pass_name, "float32", "cpu", n,
                                        [array.data_ptr() for array in (*inputs, out)])
            actjet_abi.run(library, call)
            pointer, run = ctypes.byref(call), library.actjet_run
            own = ""
            for peer in variants:
                if peer is None:
                    line += f"{'-':>8}"
                    continue
                ratio, t = compare(functools.partial(peer, x, dy, out, saved), lambda: run(pointer), clock,
                                   args.pairs, args.target)
                line += f"{ratio:8.2f}"
                own = f"{t / n * 1e9:12.3f}"
            line += f"{own:>12}    "
        print(line.rstrip(), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True, help="libactjet.so")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--elements", type=int)
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--target", type=float, default=0.002, help="seconds of one timing")
    args = parser.parse_args()
    if args.threads and args.elements:
        measure(args)
        return
    cpus = len(os.sched_getaffinity(0))
    for threads in [args.threads] if args.threads else sorted({1, cpus}):
        for elements in [args.elements] if args.elements else (1 << 14, 1 << 25):
            # A process each: both libraries settle their threads once.
            subprocess.run([sys.executable, __file__, *sys.argv[1:], "--threads", str(threads), "--elements",
                            str(elements)], check=True)


if __name__ == "__main__":
    main()
