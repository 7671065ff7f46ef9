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
import os
import statistics
import subprocess
import sys
import time

FORWARD, BACKWARD, FLOAT32, CPU = 1, 3, 1, 1


class Call(ctypes.Structure):
    """actjet_call."""

    _fields_ = (
        [("struct_size", ctypes.c_uint32)]
        + [(name, ctypes.c_int32) for name in ("activation", "mode", "dtype", "place")]
        + [("flags", ctypes.c_uint32), ("n", ctypes.c_uint64)]
        + [(name, ctypes.c_void_p) for name in ("x", "dy", "y", "dydx", "dx", "stream")]
        + [("parameter_count", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("parameters", ctypes.c_double * 4)]
    )


def peers(torch, x, dy, out):
    """For each activation: forward fresh, forward given, backward fresh, backward given; None where there is none."""
    f, aten = torch.nn.functional, torch.ops.aten
    sigmoid, tanh, buffer = torch.sigmoid(x), torch.tanh(x), aten.log_sigmoid_forward(x)[1]
    inf = float("inf")
    slope = torch.full((1,), 0.25)
    noise = torch.empty_like(x)  # demanded, but neither read nor written outside training
    return {
        "relu": (lambda: f.relu(x), lambda: torch.clamp_min(x, 0, out=out),
                 lambda: aten.threshold_backward(dy, x, 0), lambda: aten.threshold_backward.grad_input(dy, x, 0, grad_input=out)),
        "relu6": (lambda: f.relu6(x), lambda: aten.hardtanh.out(x, 0, 6, out=out),
                  lambda: aten.hardtanh_backward(dy, x, 0, 6), lambda: aten.hardtanh_backward.grad_input(dy, x, 0, 6, grad_input=out)),
        "leaky_relu": (lambda: f.leaky_relu(x), lambda: aten.leaky_relu.out(x, 0.01, out=out),
                       lambda: aten.leaky_relu_backward(dy, x, 0.01, False), lambda: aten.leaky_relu_backward.grad_input(dy, x, 0.01, False, grad_input=out)),
        "prelu": (lambda: f.prelu(x, slope), None, lambda: aten._prelu_kernel_backward(dy, x, slope), None),
        "rrelu": (lambda: f.rrelu(x, training=False), lambda: aten.rrelu_with_noise.out(x, noise, out=out),
                  lambda: aten.rrelu_with_noise_backward(dy, x, noise, 1 / 8, 1 / 3, False, False), None),
        "threshold": (lambda: f.threshold(x, 0, 0), lambda: aten.threshold.out(x, 0, 0, out=out),
                      lambda: aten.threshold_backward(dy, x, 0), lambda: aten.threshold_backward.grad_input(dy, x, 0, grad_input=out)),
        "hardtanh": (lambda: f.hardtanh(x), lambda: aten.hardtanh.out(x, -1, 1, out=out),
                     lambda: aten.hardtanh_backward(dy, x, -1, 1), lambda: aten.hardtanh_backward.grad_input(dy, x, -1, 1, grad_input=out)),
        "elu": (lambda: f.elu(x), lambda: aten.elu.out(x, out=out),
                lambda: aten.elu_backward(dy, 1, 1, 1, False, x), lambda: aten.elu_backward.grad_input(dy, 1, 1, 1, False, x, grad_input=out)),
        "celu": (lambda: f.celu(x), None, None, None),
        "selu": (lambda: f.selu(x), None, None, None),
        "softplus": (lambda: f.softplus(x), lambda: aten.softplus.out(x, 1, inf, out=out),
                     lambda: aten.softplus_backward(dy, x, 1, 20), lambda: aten.softplus_backward.grad_input(dy, x, 1, 20, grad_input=out)),
        "logsigmoid": (lambda: f.logsigmoid(x), lambda: aten.log_sigmoid_forward.output(x, output=out, buffer=buffer),
                       lambda: aten.log_sigmoid_backward(dy, x, buffer), lambda: aten.log_sigmoid_backward.grad_input(dy, x, buffer, grad_input=out)),
        "exp": (lambda: torch.exp(x), lambda: torch.exp(x, out=out), None, None),
        "sigmoid": (lambda: torch.sigmoid(x), lambda: torch.sigmoid(x, out=out),
                    lambda: aten.sigmoid_backward(dy, sigmoid), lambda: aten.sigmoid_backward.grad_input(dy, sigmoid, grad_input=out)),
        "tanh": (lambda: torch.tanh(x), lambda: torch.tanh(x, out=out),
                 lambda: aten.tanh_backward(dy, tanh), lambda: aten.tanh_backward.grad_input(dy, tanh, grad_input=out)),
        "softsign*": (lambda: f.softsign(x), None, None, None),
        "hardsigmoid": (lambda: f.hardsigmoid(x), lambda: aten.hardsigmoid.out(x, out=out),
                        lambda: aten.hardsigmoid_backward(dy, x), lambda: aten.hardsigmoid_backward.grad_input(dy, x, grad_input=out)),
        "silu": (lambda: f.silu(x), lambda: aten.silu.out(x, out=out),
                 lambda: aten.silu_backward(dy, x), lambda: aten.silu_backward.grad_input(dy, x, grad_input=out)),
        "gelu": (lambda: f.gelu(x), lambda: aten.gelu.out(x, out=out),
                 lambda: aten.gelu_backward(dy, x), lambda: aten.gelu_backward.grad_input(dy, x, grad_input=out)),
        "gelu_tanh": (lambda: f.gelu(x, approximate="tanh"), lambda: aten.gelu.out(x, approximate="tanh", out=out),
                      lambda: aten.gelu_backward(dy, x, approximate="tanh"), lambda: aten.gelu_backward.grad_input(dy, x, approximate="tanh", grad_input=out)),
        "mish": (lambda: f.mish(x), lambda: aten.mish.out(x, out=out), lambda: aten.mish_backward(dy, x), None),
        "hardswish": (lambda: f.hardswish(x), lambda: aten.hardswish.out(x, out=out), lambda: aten.hardswish_backward(dy, x), None),
        "hardshrink": (lambda: f.hardshrink(x), lambda: aten.hardshrink.out(x, 0.5, out=out),
                       lambda: aten.hardshrink_backward(dy, x, 0.5), lambda: aten.hardshrink_backward.grad_input(dy, x, 0.5, grad_input=out)),
        "softshrink": (lambda: f.softshrink(x), lambda: aten.softshrink.out(x, 0.5, out=out),
                       lambda: aten.softshrink_backward(dy, x, 0.5), lambda: aten.softshrink_backward.grad_input(dy, x, 0.5, grad_input=out)),
        "tanhshrink*": (lambda: f.tanhshrink(x), None, None, None),
        "identity": (lambda: x.clone(), lambda: out.copy_(x), None, None),
    }


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
    library = ctypes.CDLL(args.library)
    library.actjet_cpu_isa.restype = ctypes.c_char_p
    library.actjet_last_error.restype = ctypes.c_char_p
    n = args.elements
    x, dy, out = torch.randn(n) * 3, torch.randn(n), torch.empty(n)
    clock = time.thread_time if args.threads == 1 else time.perf_counter
    print(f"# PyTorch {torch.__version__}, actjet on {library.actjet_cpu_isa().decode()}, "
          f"{args.threads} threads, {n} elements")
    print(f"{'':14}{'forward':>22}{'':10}{'backward':>22}")
    print(f"{'':14}{'given':>8}{'fresh':>8}{'ns/element':>12}    {'given':>8}{'fresh':>8}{'ns/element':>12}")
    for name, variants in peers(torch, x, dy, out).items():
        activation = library.actjet_activation_find(name.rstrip("*").encode())
        if activation < 0 or (args.only and name.rstrip("*") not in args.only.split(",")):
            continue
        line = f"{name:14}"
        for mode, (fresh, given) in ((FORWARD, variants[:2]), (BACKWARD, variants[2:])):
            call = Call(struct_size=ctypes.sizeof(Call), activation=activation, mode=mode, dtype=FLOAT32, place=CPU,
                        n=n, x=x.data_ptr(), dy=dy.data_ptr(), y=out.data_ptr(), dx=out.data_ptr())
            pointer, run = ctypes.byref(call), library.actjet_run
            if run(pointer):
                sys.exit(library.actjet_last_error().decode())
            own = ""
            for peer in (given, fresh):
                if peer is None:
                    line += f"{'-':>8}"
                    continue
                ratio, t = compare(peer, lambda: run(pointer), clock, args.pairs, args.target)
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
