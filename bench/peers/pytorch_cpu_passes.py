#!/usr/bin/env python3
"""Times what PyTorch composes of its CPU operators against actjet's passes that do the same in one, in one process.

    bench/peers/pytorch_cpu_passes.py --library build/libactjet.so [--threads 1] [--rows 2048] [--columns 4096] [--only swiglu]

Without --threads and --rows: one thread and all CPUs, in cache (8 rows of 1,024 columns) and out of it (4,096 rows of
4,096). Each line gives PyTorch's time over actjet's: above 1 actjet is faster. PyTorch's eager operators make new tensors,
as they do in training; actjet writes to arrays that it is given. A backward pass takes what autograd would have saved.
Figures are medians over pairs timed in turn, see pytorch_cpu.py.
"""
import argparse
import ctypes
import os
import subprocess
import sys
import time

import actjet_abi
from pytorch_cpu import compare

AXES = {"row": (1, 0), "column": (0, 1)}  # of a vector with one number for each row or column
held = []  # what calls have the addresses of


def view(tensor, extent="all"):
    """(address, dtype, row stride, column stride) of a matrix, or of a vector with one number for each row or column."""
    held.append(tensor)
    strides = tensor.stride() if extent == "all" else tuple(tensor.stride(0) * k for k in AXES[extent])
    return tensor.data_ptr(), str(tensor.dtype).removeprefix("torch."), *strides


def compositions(torch, rows, columns):
    """{name: (pass, activation, operands by name, further fields of the call, what PyTorch does)}"""
    f, aten = torch.nn.functional, torch.ops.aten

    def matrix(dtype=torch.float32):
        return torch.randn(rows, columns).to(dtype)

    def gated(dtype, activation, function, backward, scaled=False):
        both, dboth = torch.randn(rows, 2 * columns).to(dtype), torch.empty(rows, 2 * columns, dtype=dtype)
        gate, x = both.chunk(2, 1)
        dgate, dx = dboth.chunk(2, 1)
        dy, y, scale = matrix(dtype), matrix(dtype), torch.rand(rows)
        saved = function(gate)
        factor = {"scale": view(scale, "row")} if scaled else {}
        column = scale.to(dtype)[:, None]
        forward = (lambda: function(gate) * x * column) if scaled else (lambda: function(gate) * x)

        def gradients():
            g = dy * column if scaled else dy
            torch.cat((backward(g * x, gate), g * saved), 1)

        yield "forward", ("gated_forward", activation, {"gate": view(gate), "x": view(x), "y": view(y), **factor}, {}, forward)
        yield "backward", ("gated_backward", activation,
                           {"gate": view(gate), "x": view(x), "dy": view(dy), "dgate": view(dgate), "dx": view(dx), **factor},
                           {}, gradients)

    def biased(dtype, activation, function, backward):
        x, dy, out, bias = matrix(dtype), matrix(dtype), matrix(dtype), torch.randn(columns).to(dtype)
        dbias = torch.empty(columns, dtype=dtype)
        saved = x + bias
        yield "forward", ("forward", activation, {"x": view(x), "bias": view(bias, "column"), "y": view(out)}, {},
                          lambda: function(x + bias))
        yield "backward, dbias", ("backward", activation,
                                  {"x": view(x), "bias": view(bias, "column"), "dy": view(dy), "dx": view(out),
                                   "dbias": view(dbias, "column")}, {}, lambda: backward(dy, saved).sum(0))

    def learned():
        x, dy, out, slope = matrix(), matrix(), matrix(), torch.rand(columns)
        dslope = torch.empty(columns)
        yield "forward", ("forward", "prelu", {"x": view(x), "parameter": view(slope, "column"), "y": view(out)}, {},
                          lambda: f.prelu(x, slope))
        yield "backward, dslope", ("backward", "prelu",
                                   {"x": view(x), "parameter": view(slope, "column"), "dy": view(dy), "dx": view(out),
                                    "dparameter": view(dslope, "column")}, {},
                                   lambda: aten._prelu_kernel_backward(dy, x, slope[None, :])[1].sum(0))

    def others():
        x, dy, out = matrix(), matrix(), matrix()
        yield "relu, dropout", ("forward", "relu", {"x": view(x), "y": view(out)}, {"dropout": 0.1, "seed": 1},
                                lambda: f.dropout(f.relu(x), 0.1, True))
        yield "silu, dx +=", ("backward", "silu", {"x": view(x), "dy": view(dy), "dx": view(out)}, {"flags": 4},
                              lambda: out.add_(aten.silu_backward(dy, x)))
        narrow = matrix(torch.bfloat16)
        yield "silu, bf16 to float32", ("forward", "silu", {"x": view(narrow), "y": view(out)}, {},
                                        lambda: f.silu(narrow.float()))

    silu = ("silu", f.silu, aten.silu_backward)
    gelu = ("gelu_tanh", lambda x: f.gelu(x, approximate="tanh"),
            lambda dy, x: aten.gelu_backward(dy, x, approximate="tanh"))
    families = {
        "swiglu": gated(torch.float32, *silu), "swiglu bf16": gated(torch.bfloat16, *silu),
        "swiglu scaled": gated(torch.float32, *silu, scaled=True), "geglu": gated(torch.float32, *gelu),
        "bias gelu_tanh": biased(torch.float32, *gelu), "bias silu bf16": biased(torch.bfloat16, *silu),
        "prelu by column": learned(), "": others()}
    return {f"{family} {name}".strip(): case for family, cases in families.items() for name, case in cases}


def measure(args):
    os.environ["ACTJET_NUM_THREADS"] = str(args.threads)
    import torch

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    library = actjet_abi.load(args.library)
    clock = time.thread_time if args.threads == 1 else time.perf_counter
    print(f"# PyTorch {torch.__version__}, actjet on {library.actjet_cpu_isa().decode()}, {args.threads} threads, "
          f"{args.rows} x {args.columns}")
    print(f"{'':34}{'PyTorch / actjet':>18}{'ns/element':>12}")
    for name, (pass_name, activation, operands, fields, peer) in compositions(torch, args.rows, args.columns).items():
        if args.only not in name:
            continue
        call = actjet_abi.make_view_call(library, activation, pass_name, "cpu", args.rows, args.columns, operands, **fields)
        workspace = actjet_abi.give_workspace(library, call)
        actjet_abi.run(library, call)
        pointer, run = ctypes.byref(call), library.actjet_run
        ratio, t = compare(peer, lambda: run(pointer), clock, args.pairs, args.target)
        print(f"{name:34}{ratio:18.2f}{t / (args.rows * args.columns) * 1e9:12.3f}", flush=True)
        del workspace


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True, help="libactjet.so")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--columns", type=int, default=4096)
    parser.add_argument("--only", default="", help="a part of the name")
    parser.add_argument("--pairs", type=int, default=11)
    parser.add_argument("--target", type=float, default=0.002, help="seconds of one timing")
    args = parser.parse_args()
    if args.threads and args.rows:
        measure(args)
        return
    for threads in [args.threads] if args.threads else sorted({1, len(os.sched_getaffinity(0))}):
        for rows, columns in [(args.rows, args.columns)] if args.rows else ((8, 1024), (4096, 4096)):
            # A process each: both libraries settle their threads once.
            subprocess.run([sys.executable, __file__, *sys.argv[1:], "--threads", str(threads), "--rows", str(rows),
                            "--columns", str(columns)], check=True)


if __name__ == "__main__":
    main()
