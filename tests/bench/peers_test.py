#!/usr/bin/env python3
"""bench/peers where there is no GPU: the method on a scripted clock, the run of all peers with stand-ins for them, and
PyTorch on the CPU where it is installed.

    peers_test.py LIBACTJET"""
import ctypes
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PEERS = SOURCE / "bench/peers"
sys.path.insert(0, str(PEERS))
import actjet_abi  # noqa: E402
import cuda_peers  # noqa: E402
import method  # noqa: E402

LIBRARY = None
CASES = ["gelu:forward:bfloat16:1048576", "relu:backward:float32:65536"]


class FakeMachine:
    """A clock that gives each kind of call its seconds."""

    def __init__(self, seconds):
        self.seconds, self.called, self.runs = seconds, [], 0

    def record(self, calls):
        return calls

    def time(self, batches):
        batches[0]()
        spent = []
        for batch in batches:
            self.called = []
            batch()
            spent.append(len(self.called) * self.seconds(self.called[0][0], self.runs))
            self.runs += 1
        return spent

    def work(self, name):
        return lambda buffers: self.called.append((name, buffers))


def measured(machine, sets=range(8), rounds=11):
    works = {name: machine.work(name) for name in ("actjet", "peer")}
    return method.measure(machine, sets, works, machine.work("copy"), rounds)


class Method(unittest.TestCase):
    def test_constants_are_those_of_the_programs(self):
        header = (SOURCE / "bench/method.hpp").read_text()
        for name in ("LEAST_CALLS", "SHORT_BATCH", "LONG_BATCH", "MOST_NOISE", "MOST_RATIO", "MOST_ATTEMPTS"):
            value = re.search(rf"\b{name.lower()} = ([0-9.e-]+)", header).group(1)
            self.assertEqual(float(value), getattr(method, name), name)
        machine = (SOURCE / "bench/cuda_machine.cu").read_text()
        self.assertIn("std::size_t{192} << 20, 4 *", machine)
        self.assertIn("COLD_BYTES = 192 << 20", (PEERS / "pytorch_cuda.py").read_text())

    def test_medians_of_rounds_and_whole_rotations(self):
        # All slows down by a factor of 16, and no ratio does.
        machine = FakeMachine(lambda name, run: {"actjet": 2e-3, "peer": 3e-3, "copy": 1e-3}[name] * 2 ** (run // 4 / 3))
        samples = measured(machine)
        self.assertAlmostEqual(method.ratio(samples["works"]["peer"], samples["works"]["actjet"]), 1.5)
        self.assertAlmostEqual(method.ratio(samples["copy"], samples["works"]["actjet"]), 0.5)
        self.assertAlmostEqual(samples["noise"], 0)
        self.assertEqual((samples["doubt"], samples["sets"], samples["calls"] % 8, samples["attempts"]), ("", 8, 0, 1))

    def test_calls_of_a_batch(self):
        for seconds, calls in ((100e-6, 20), (3e-6, 167), (1e-3, 20), (4e-3, 5), (1, 1)):
            self.assertEqual(method.calls_of_batch(1, seconds), calls)
        self.assertEqual(method.calls_of_batch(8, 1), 8)
        self.assertEqual(method.calls_of_batch(8, 100e-6), 24)

    def test_noise_is_what_nine_of_ten_do_not_exceed(self):
        samples = {"copy": [1.0] * 10, "copy_again": [1, 1.01, 1.02, 0.99, 1, 1.05, 1, 1, 5, 1]}
        self.assertAlmostEqual(method.noise(samples), 0.05)

    def test_a_copy_that_strays_makes_figures_doubtful(self):
        samples = measured(FakeMachine(lambda name, run: 3e-3 if run % 4 == 3 else 1e-3))
        self.assertEqual(samples["attempts"], method.MOST_ATTEMPTS)
        self.assertIn("strays by 200 %", samples["doubt"])

    def test_faster_than_possible(self):
        samples = measured(FakeMachine(lambda name, run: 57.83e-3 if name == "copy" else 1e-3))
        self.assertIn("impossible", samples["doubt"])


def samples_of(peer, ours, theirs, noise=0.01, doubt=""):
    return {"sets": 1, "calls": 20, "attempts": 1, "noise": noise, "doubt": doubt,
            "works": {"actjet": [ours] * 3, peer: [theirs] * 3}, "copy": [ours] * 3, "copy_again": [ours] * 3}


# A peer that measures its first cases, or does what its name in BEHAVIOUR says.
STAND_IN = """#!/usr/bin/env python3
import json, os, sys, time
options = dict(argument.lstrip("-").split("=", 1) for argument in sys.argv[1:])
peer, cases = options["peer"], options["cases"].split(",")
behaviour = json.loads(os.environ["BEHAVIOUR"]).get(peer, "measures")
with open(os.environ["CALLS"], "a") as calls:
    print(json.dumps([peer, options.get("library"), float(options["budget"]), cases]), file=calls)
if behaviour == "is missing":
    sys.exit("no PyTorch: No module named 'torch'")
print(json.dumps({"peer": peer, "about": peer + " 1.0"}), flush=True)
print("a compiler's warning")
for i, case in enumerate(cases):
    if behaviour == "crashes" and i == 1:
        os.kill(os.getpid(), 11)
    if behaviour == "hangs" and i == 1:
        time.sleep(60)
    seconds = 0.8 if behaviour == "wins" else 1.5
    print(json.dumps({"peer": peer, "case": case, "samples": {
        "sets": 1, "calls": 20, "attempts": 1, "noise": 0.01, "doubt": "", "works": {"actjet": [1.0] * 3,
        peer: [seconds] * 3}, "copy": [0.98] * 3, "copy_again": [0.98] * 3}}), flush=True)
"""


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.build = pathlib.Path(self.folder.name) / "build"
        self.scripts = pathlib.Path(self.folder.name) / "scripts"
        (self.build / "bench/peers").mkdir(parents=True)
        self.scripts.mkdir()
        for program in (self.build / "bench/peers/cuda_peers_bench", self.scripts / "pytorch_cuda.py"):
            program.write_text(STAND_IN)
            program.chmod(0o755)
        for script in ("cuda_peers.py", "method.py"):
            (self.scripts / script).write_text((PEERS / script).read_text())
        (self.build / "libactjet.so").touch()
        self.out = pathlib.Path(self.folder.name) / "peers.json"

    def run_script(self, *arguments, **behaviour):
        environment = {**os.environ, "BEHAVIOUR": json.dumps(behaviour), "CALLS": self.folder.name + "/calls"}
        done = subprocess.run([sys.executable, self.scripts / "cuda_peers.py", f"--build={self.build}", f"--out={self.out}",
                               *arguments], env=environment, text=True, capture_output=True, check=False)
        self.printed = done.stdout
        self.assertEqual(done.stderr, "")
        return done.returncode

    def calls(self):
        return [json.loads(line) for line in pathlib.Path(self.folder.name + "/calls").read_text().splitlines()]

    def rows(self, peer):
        rows = [row for row in json.loads(self.out.read_text())["rows"] if row["peer"] == peer]
        self.assertEqual([row["case"] for row in rows], CASES)
        return rows

    def test_every_peer_runs_and_a_winner_is_marked(self):
        self.assertEqual(self.run_script("--cases", ",".join(CASES), cub="wins"), 0)
        self.assertEqual([call[0] for call in self.calls()], list(cuda_peers.PEERS))
        for peer, library, _, cases in self.calls():
            self.assertEqual(library, str(self.build / "libactjet.so") if peer in cuda_peers.PYTORCH else None)
            self.assertEqual(cases, CASES)
        result = json.loads(self.out.read_text())
        self.assertEqual(result["about"]["eager"], "eager 1.0")
        self.assertEqual(len(result["rows"]), 2 * len(cuda_peers.PEERS))
        line = next(line for line in self.printed.splitlines() if line.startswith("gelu"))
        self.assertEqual(line.split(), ["gelu", "forward", "bfloat16", "1", "MiB", "98.0", "1.0", "1.50", "1.50", "0.80*",
                                        "1.50", "1.50", "1.50", "1.50"])
        self.assertIn(f"Peers that win: cub at {CASES[0]} (0.80*), cub at {CASES[1]} (0.80*)", self.printed)

    def test_peers_that_fail_are_rows_that_say_why(self):
        self.assertEqual(self.run_script("--cases", ",".join(CASES), "--budget", "100", compile="is missing", cub="crashes"),
                         0)
        self.assertEqual([row["why"] for row in self.rows("compile")],
                         ["its process ended with code 1: no PyTorch: No module named 'torch'"] * 2)
        first, second = self.rows("cub")
        self.assertIn("samples", first)
        self.assertIn("code -11", second["why"])
        self.assertIn("samples", self.rows("eager_out")[1])
        self.assertIn("compile: its process ended with code 1: no PyTorch", self.printed)

    def test_a_peer_that_hangs_is_ended_and_keeps_what_it_found(self):
        begin = time.monotonic()
        self.assertEqual(self.run_script("--cases", ",".join(CASES), "--budget", "12", "--peers", "cub,thrust", cub="hangs"), 0)
        self.assertLess(time.monotonic() - begin, 30)
        first, second = self.rows("cub")
        self.assertIn("samples", first)
        self.assertEqual(second["why"], "it was ended when its time was over")
        self.assertIn("samples", self.rows("thrust")[1])

    def test_a_program_that_is_not_there(self):
        (self.build / "bench/peers/cuda_peers_bench").unlink()
        self.assertEqual(self.run_script("--cases", ",".join(CASES), "--peers", "cub"), 1)
        self.assertIn("No such file", self.rows("cub")[0]["why"])

    def test_budget_is_shared_by_those_that_are_left(self):
        self.assertEqual(self.run_script("--cases", ",".join(CASES), "--budget", "100", "--peers", "cub,thrust"), 0)
        budgets = [call[2] for call in self.calls()]
        self.assertAlmostEqual(budgets[0], 40, delta=1)
        self.assertGreater(budgets[1], 60)

    def test_order_of_the_cases(self):
        cases = [text.split(":") for text in cuda_peers.cases()]
        self.assertEqual({(c[2], c[3]) for c in cases[:10]}, {("bfloat16", "268435456")})
        self.assertEqual({c[0] for c in cases[:10]}, {"gelu", "silu", "softplus", "mish", "relu"})
        self.assertEqual({c[1] for c in cases[:10]}, {"forward", "backward"})
        self.assertEqual({(c[2], c[3]) for c in cases[10:20]}, {("float32", "268435456")})
        self.assertEqual(len(cases), len({tuple(c) for c in cases}))
        self.assertEqual({65536, 1 << 30} - {int(c[3]) for c in cases}, set())


class Table(unittest.TestCase):
    def row(self, theirs, **more):
        return {"peer": "cub", "case": CASES[0], "samples": samples_of("cub", 1.0, theirs, **more)}

    def test_who_wins(self):
        self.assertEqual(cuda_peers.figure(self.row(0.9)), "0.90*")
        self.assertEqual(cuda_peers.figure(self.row(0.995)), "0.99", "less than the noise")
        self.assertEqual(cuda_peers.figure(self.row(1.3)), "1.30")

    def test_what_means_nothing_is_no_figure(self):
        row = self.row(0.1, doubt="the copy against itself strays by 310 %")
        self.assertEqual(cuda_peers.figure(row), "?")
        lines = cuda_peers.table({"rows": [row]}, ["cub"], CASES)
        self.assertNotIn("0.10", "\n".join(lines))
        self.assertIn("Peers that win: none", lines)


class Interface(unittest.TestCase):
    def test_calls_of_every_pass(self):
        library, row = actjet_abi.load(LIBRARY), ctypes.c_float * 2
        gate, x, dy, first, second = row(2, -1), row(3, 4), row(5, 6), row(), row()
        relu = library.actjet_activation_find(b"relu")
        for name, arrays, inputs, expected in (
                ("forward", (gate, first), 1, ([2, 0],)),
                ("jet", (gate, first, second), 1, ([2, 0], [1, 0])),
                ("backward", (gate, dy, first), 2, ([5, 0],)),
                ("gated_forward", (gate, x, first), 2, ([6, 0],)),
                ("gated_backward", (gate, x, dy, first, second), 3, ([15, 0], [10, 0]))):
            self.assertEqual(actjet_abi.input_count(library, name), inputs)
            actjet_abi.run(library, actjet_abi.make_call(library, relu, name, "float32", "cpu", 2,
                                                         [ctypes.addressof(array) for array in arrays]))
            for found, numbers in zip((first, second), expected):
                self.assertEqual(list(found), numbers, name)

    def test_refusals_are_in_the_words_of_the_library(self):
        library = actjet_abi.load(LIBRARY)
        call = actjet_abi.make_call(library, 99, "forward", "float32", "cpu", 0, [None, None])
        with self.assertRaisesRegex(RuntimeError, "99"):
            actjet_abi.run(library, call)
        with self.assertRaisesRegex(ValueError, "sideways"):
            actjet_abi.input_count(library, "sideways")


@unittest.skipUnless(importlib.util.find_spec("torch"), "PyTorch is not installed")
class PyTorch(unittest.TestCase):
    def test_on_the_cpu(self):
        cases = [f"{name}:{pass_name}:{dtype}:65536" for name in ("gelu", "tanh", "mish")
                 for pass_name in ("forward", "backward") for dtype in ("float32", "bfloat16")]
        for peer in ("eager", "eager_out"):
            done = subprocess.run([sys.executable, PEERS / "pytorch_cuda.py", "--device=cpu", f"--library={LIBRARY}",
                                   f"--peer={peer}", f"--cases={','.join(cases)}", "--rounds=3", "--cold-bytes=1000000"],
                                  text=True, capture_output=True, check=True)
            about, *rows = [json.loads(line) for line in done.stdout.splitlines()]
            self.assertIn("PyTorch", about["about"])
            self.assertEqual([row["case"] for row in rows], cases)
            for row in rows:
                if peer == "eager_out" and row["case"].startswith("mish:backward"):
                    self.assertEqual(row["why"], "PyTorch has no such operator")
                    continue
                self.assertNotIn("why", row)
                self.assertEqual(row["samples"]["sets"], -(-1000000 // (65536 * (3 if "backward" in row["case"] else 2))))
                self.assertEqual(len(row["samples"]["works"][peer]), 3)


if __name__ == "__main__":
    LIBRARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
