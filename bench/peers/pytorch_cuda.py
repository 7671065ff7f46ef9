#!/usr/bin/env python3
"""Times PyTorch beside actjet on a GPU, in one process, on the same buffers and the same stream, by the method of method.py.

    bench/peers/pytorch_cuda.py --library build/libactjet.so --peer eager --cases gelu:forward:bfloat16:268435456,...

Peers: eager, PyTorch's operators as users call them, with a fresh output; eager_out, with a given one, where PyTorch has
such an operator; compile, torch.compile of the operator and the store to a given output. A batch is a CUDA graph. The copy
is PyTorch's, of x, or for backward the exclusive or of x and dy. --device cpu does all the same with loops, for tests.

Writes a line of JSON about the peer and one for each case: samples as in method.py, or why there are none."""
import argparse
import json
import sys
import time

import actjet_abi
import method
import pytorch_operators

COLD_BYTES = 192 << 20  # or four times the L2 cache, as in bench/cuda_machine.cu
MOST_DISTANCE = 0.02  # of a peer's results, beside 1 + |result|; bfloat16 rounds by 0.004
ALIGNMENT = 256


class CudaMachine:
    """Batches are CUDA graphs."""

    warm_up_seconds = 0.5

    def __init__(self, torch):
        self.torch = torch
        self.stream = torch.cuda.Stream()
        self.cold_bytes = max(COLD_BYTES, 4 * torch.cuda.get_device_properties(0).L2_cache_size)

    def record(self, calls):
        # Called once before, since a first call may load code, which a capture does not allow.
        torch, graph = self.torch, self.torch.cuda.CUDAGraph()
        with torch.cuda.stream(self.stream):
            calls()
            torch.cuda.synchronize()
            graph.capture_begin(capture_error_mode="thread_local")
            try:
                calls()
            finally:
                graph.capture_end()
        return graph

    def time(self, batches):
        torch = self.torch
        events = [torch.cuda.Event(enable_timing=True) for _ in range(len(batches) + 1)]
        with torch.cuda.stream(self.stream):
            batches[0].replay()
            events[0].record()
            for batch, event in zip(batches, events[1:]):
                batch.replay()
                event.record()
        torch.cuda.synchronize()
        return [1e-3 * a.elapsed_time(b) for a, b in zip(events, events[1:])]

    def current_stream(self):
        return self.torch.cuda.current_stream().cuda_stream


class CpuMachine:
    """Batches are loops."""

    warm_up_seconds = 0
    cold_bytes = COLD_BYTES

    def __init__(self, torch):
        pass

    def record(self, calls):
        return calls

    def time(self, batches):
        batches[0]()
        seconds = []
        for batch in batches:
            begin = time.perf_counter()
            batch()
            seconds.append(time.perf_counter() - begin)
        return seconds

    def current_stream(self):
        return None


MACHINES = {"cuda": CudaMachine, "cpu": CpuMachine}


class Case:
    """ACTIVATION:PASS:DTYPE:BYTES, bytes of each array."""

    def __init__(self, text, library):
        self.text = text
        self.activation, self.pass_name, self.dtype, size = text.split(":")
        self.bytes = int(size)
        self.inputs = actjet_abi.input_count(library, self.pass_name)

    def set_count(self, machine, hot):
        return 1 if hot else -(-machine.cold_bytes // (self.bytes * (self.inputs + 1)))

    def padded(self):
        return -(-self.bytes // ALIGNMENT) * ALIGNMENT


class Buffers:
    """One set: tensors x, dy and out, what the operator saved, and actjet's call."""

    def __init__(self, x, dy, out, saved, call):
        self.x, self.dy, self.out, self.saved, self.call = x, dy, out, saved, call


class Bench:
    """The memory of all cases, allocated once, and actjet."""

    def __init__(self, torch, args, library, cases):
        self.torch, self.args, self.library = torch, args, library
        self.machine = MACHINES[args.device](torch)
        if args.cold_bytes:
            self.machine.cold_bytes = args.cold_bytes
        sizes = [case.set_count(self.machine, args.hot) * case.padded() for case in cases]
        self.inputs = torch.empty(max(s * c.inputs for s, c in zip(sizes, cases)), dtype=torch.uint8, device=args.device)
        self.outputs = torch.empty(max(sizes), dtype=torch.uint8, device=args.device)
        self.filled_with = None

    def sets(self, case, operator):
        torch, dtype, step = self.torch, getattr(self.torch, case.dtype), case.padded()
        if self.filled_with != dtype:
            self.inputs.view(dtype).normal_()
            self.filled_with = dtype
        at = lambda memory, i: memory[i * step:i * step + case.bytes].view(dtype)
        activation = self.library.actjet_activation_find(case.activation.encode())
        made = []
        for i in range(case.set_count(self.machine, self.args.hot)):
            x, out = at(self.inputs, i * case.inputs), at(self.outputs, i)
            dy = at(self.inputs, i * case.inputs + 1) if case.inputs == 2 else None
            call = actjet_abi.make_call(self.library, activation, case.pass_name, case.dtype, self.args.device, x.numel(),
                                        [array.data_ptr() for array in (x, dy, out) if array is not None])
            made.append(Buffers(x, dy, out, operator.save(x), call))
        return made

    def ours(self, b):
        b.call.stream = self.machine.current_stream()
        actjet_abi.run(self.library, b.call)

    def copy(self, case):
        torch = self.torch
        if case.pass_name == "forward":
            return lambda b: b.out.copy_(b.x)
        bits = torch.int32 if case.bytes % 4 == 0 else torch.int16
        return lambda b: torch.bitwise_xor(b.x.view(bits), b.dy.view(bits), out=b.out.view(bits))

    def peer(self, case, operator):
        backward = case.pass_name == "backward"
        fresh = operator.fresh_backward if backward else operator.fresh
        function = (operator.given_backward if backward else operator.given) if self.args.peer == "eager_out" else fresh
        if function is None:
            raise RuntimeError("PyTorch has no such operator")
        if self.args.peer == "compile":
            self.torch._dynamo.reset()
            function = self.torch.compile(lambda x, dy, out, saved: out.copy_(fresh(x, dy, out, saved)), fullgraph=True,
                                          dynamic=False)
        return lambda b: function(b.x, b.dy, b.out, b.saved)

    def check(self, b, peer):
        """The peer computes what actjet does."""
        self.ours(b)
        self.synchronize()
        expected = b.out.double().clone()
        found = peer(b)
        self.synchronize()
        distance = ((found.double() - expected).abs() / (1 + expected.abs())).max().item()
        if not distance <= MOST_DISTANCE:
            raise RuntimeError(f"its results are off by {distance}")

    def synchronize(self):
        if self.args.device == "cuda":
            self.torch.cuda.synchronize()

    def measure(self, case):
        operator = pytorch_operators.operators(self.torch).get(case.activation)
        if operator is None:
            raise RuntimeError("PyTorch has no such operator")
        peer = self.peer(case, operator)
        sets = self.sets(case, operator)
        self.check(sets[0], peer)
        self.warm_up(case, sets)
        return method.measure(self.machine, sets, {"actjet": self.ours, self.args.peer: peer}, self.copy(case),
                              self.args.rounds)

    def warm_up(self, case, sets):
        """Once; what the peer's own preparation takes does not count."""
        copy, left = self.copy(case), self.machine.warm_up_seconds
        batch = self.machine.record(lambda: [copy(sets[0]) for _ in range(method.LEAST_CALLS)])
        while left > 0:
            left -= self.machine.time([batch])[0]
        self.machine.warm_up_seconds = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True, help="libactjet.so")
    parser.add_argument("--peer", required=True, choices=("eager", "eager_out", "compile"))
    parser.add_argument("--cases", required=True, help="ACTIVATION:PASS:DTYPE:BYTES, separated by commas")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--budget", type=float, default=1e9, help="seconds after which no case is begun")
    parser.add_argument("--hot", action="store_true", help="one set of buffers, which stays in the caches")
    parser.add_argument("--device", choices=MACHINES, default="cuda")
    parser.add_argument("--cold-bytes", type=int, help="what cold buffers rotate through")
    args = parser.parse_args()
    begin = time.monotonic()
    try:
        import torch
    except ImportError as error:
        sys.exit(f"no PyTorch: {error}")
    if args.device == "cuda" and not torch.cuda.is_available():
        sys.exit("PyTorch finds no CUDA device")
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    library = actjet_abi.load(args.library)
    cases = [Case(text, library) for text in args.cases.split(",")]
    print(json.dumps({"peer": args.peer, "about": f"PyTorch {torch.__version__}"}), flush=True)
    bench = Bench(torch, args, library, cases)
    for case in cases:
        row = {"peer": args.peer, "case": case.text}
        try:
            if time.monotonic() - begin > args.budget:
                raise RuntimeError("no time was left")
            row["samples"] = bench.measure(case)
        except Exception as error:  # whatever a compiler may raise: the next case may do
            row["why"] = " ".join(str(error).split())[:300] or type(error).__name__
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
