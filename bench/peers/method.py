"""The measuring method of bench/method.hpp for Python: the same rounds, the same rule for a batch, the same statistics.

Samples are a dict, as bench/method.cpp writes them: sets, calls, attempts, noise, doubt, works (seconds of one call in
each round, by the work's name), copy and copy_again."""
import math
import statistics

LEAST_CALLS = 20
SHORT_BATCH, LONG_BATCH = 0.5e-3, 20e-3  # seconds
MOST_NOISE = 0.1
MOST_RATIO = 2
MOST_ATTEMPTS = 2


def ratio(above, below):
    """The median over the rounds of the seconds of one over those of the other."""
    return statistics.median(a / b for a, b in zip(above, below))


def noise(samples):
    """max(q, 1/q) - 1 for the copy's seconds q against itself, which nine rounds of ten do not exceed."""
    strays = sorted(max(b / a, a / b) - 1 for a, b in zip(samples["copy"], samples["copy_again"]))
    return strays[(9 * len(strays) + 9) // 10 - 1]


def doubt(samples):
    """Why the figures mean nothing; empty where they mean something."""
    if not noise(samples) <= MOST_NOISE:
        return f"the copy against itself strays by {100 * noise(samples):.0f} %, more than {100 * MOST_NOISE:.0f} %"
    if not all(ratio(samples["copy"], seconds) <= MOST_RATIO for seconds in samples["works"].values()):
        return f"more than {MOST_RATIO} times as fast as the copy of the same bytes is impossible"
    return ""


def calls_of_batch(sets, seconds_of_call):
    """LEAST_CALLS, more where they would take less than SHORT_BATCH, fewer where they would take more than LONG_BATCH;
    whole rotations over the sets in any case."""
    wanted = max(LEAST_CALLS, math.ceil(SHORT_BATCH / seconds_of_call))
    calls = max(1, min(wanted, math.floor(LONG_BATCH / seconds_of_call)))
    return math.ceil(calls / sets) * sets


def measure(machine, sets, works, copy, rounds):
    """Times works, functions of a set of buffers by name, and the copy, over all sets. machine.record(calls) makes a batch
    of what calls() enqueues, machine.time(batches) runs the first once more and then all, and gives the seconds of each."""
    for attempt in range(1, MOST_ATTEMPTS + 1):
        samples = measure_once(machine, sets, works, copy, rounds)
        samples["attempts"] = attempt
        if not samples["doubt"]:
            break
    return samples


def measure_once(machine, sets, works, copy, rounds):
    turn = [*works.values(), copy, copy]

    def record(work, calls):
        def run():
            for i in range(calls):
                work(sets[i % len(sets)])
        return machine.record(run)

    slowest = max(machine.time([record(work, len(sets))])[0] / len(sets) for work in turn)
    calls = calls_of_batch(len(sets), slowest)
    batches = [record(work, calls) for work in turn]
    seconds = [s / calls for s in machine.time(batches * rounds)]
    lists = [seconds[i::len(turn)] for i in range(len(turn))]
    samples = {"sets": len(sets), "calls": calls, "works": dict(zip(works, lists)), "copy": lists[-2],
               "copy_again": lists[-1]}
    samples.update(noise=noise(samples), doubt=doubt(samples))
    return samples
