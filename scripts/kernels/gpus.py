"""The model by which a kernel is called memory-bound or compute-bound on a GPU.

A kernel of a large call takes the time in which its bytes are moved, as long as the instructions fit beside that. Each
instruction takes an issue slot and a slot of one pipe; what counts is the busiest of these. A pipe cannot be kept busy
without gaps, nor can memory: a kernel is called memory-bound if its pipe time / BUSY is below MARGIN of the memory time.
"""

from dataclasses import dataclass

BUSY = 0.75
MARGIN = 0.9


@dataclass(frozen=True)
class Gpu:
    name: str
    capability: int
    multiprocessors: int
    gigahertz: float
    terabytes_per_second: float  # that a copy achieves


# Multiprocessors, clock and bandwidth are the vendor's figures for the SXM modules, the clock the one behind the tensor
# throughput that the data sheet states, and a copy is taken to achieve 90 % of the bandwidth. Both figures of the H200
# are measured: 1.98 GHz, and 4.3 of 4.8 TB/s.
GPUS = (
    Gpu("A100", 80, 108, 1.41, 0.9 * 2.039),
    Gpu("H100", 90, 132, 1.83, 0.9 * 3.352),
    Gpu("H200", 90, 132, 1.98, 4.3),
    Gpu("B200", 100, 148, 1.85, 0.9 * 8.0),
)
CAPABILITIES = tuple(dict.fromkeys(gpu.capability for gpu in GPUS))

# Lanes per multiprocessor and clock. Four schedulers issue a warp of 32 each. The rest is the table of arithmetic
# throughput in the CUDA programming guide. An A100 has half the float32 lanes of the others. Comparisons, selects,
# minima, integer and bit work run at 64 lanes everywhere (alu), also on sm_100, where that is the cautious reading;
# integer multiplications take half of the float32 lanes (imad, counted under fma as well).
RATES = {
    80: {"issue": 128, "fma": 64, "imad": 64, "alu": 64, "special": 16, "fp64": 32},
    90: {"issue": 128, "fma": 128, "imad": 64, "alu": 64, "special": 16, "fp64": 64},
    100: {"issue": 128, "fma": 128, "imad": 64, "alu": 64, "special": 16, "fp64": 64},
}

FMA = {"FFMA", "FMUL", "FADD", "FFMA32I", "FMUL32I", "FADD32I"}
TWO_FMA = {"FFMA2", "FMUL2", "FADD2"}
FP64 = {"DFMA", "DMUL", "DADD", "DSETP", "DMNMX"}
SPECIAL = {"MUFU", "F2F", "F2I", "I2F", "FRND", "F2IP"}
# Neither arithmetic nor bit work: memory, constants, special registers, control flow, uniform and half-precision pipes.
ISSUE_ONLY = {"LDG", "STG", "LDC", "LDCU", "LDL", "STL", "S2R", "S2UR", "CS2R", "BRA", "CALL", "RET", "EXIT", "BSSY", "BSYNC", "BREAK",
              "NOP", "WARPSYNC", "ACQBULK", "HFMA2", "HADD2", "HMUL2", "R2UR", "BMOV"}


def pipes_of(opcode):
    """The pipes that an instruction takes beside its issue slot, as a list of names."""
    base = opcode.split(".")[0]
    if base in FMA:
        return ["fma"]
    if base in TWO_FMA:
        return ["fma", "fma"]
    if base == "IMAD":
        return ["fma", "imad"]
    if base in FP64:
        return ["fp64"]
    if base in SPECIAL:
        return ["special"]
    if base in ISSUE_ONLY or base.startswith("U"):
        return []
    return ["alu"]


def slots_of(instructions):
    """How many slots of each pipe the instructions take."""
    slots = dict.fromkeys(RATES[90], 0)
    for instruction in instructions:
        slots["issue"] += 1
        for pipe in pipes_of(instruction.opcode):
            slots[pipe] += 1
    return slots


def load(gpu, slots_per_element, bytes_per_element):
    """(pipe time / memory time, name of the pipe), for the busiest pipe."""
    memory_time = bytes_per_element / (gpu.terabytes_per_second * 1e12)
    clocks = gpu.multiprocessors * gpu.gigahertz * 1e9
    times = {pipe: slots / (clocks * RATES[gpu.capability][pipe]) for pipe, slots in slots_per_element.items()}
    pipe = max(times, key=times.get)
    return times[pipe] / memory_time, pipe


def is_memory_bound(relative_load):
    return relative_load / BUSY < MARGIN


def issue_slots(gpu, bytes_per_element):
    """Instructions per element that a GPU issues while memory moves an element."""
    rate = gpu.multiprocessors * gpu.gigahertz * 1e9 * RATES[gpu.capability]["issue"]
    return rate * bytes_per_element / (gpu.terabytes_per_second * 1e12)
