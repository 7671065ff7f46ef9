"""The table of kernels: a row each, as docs/kernels.tsv keeps them and docs/kernels.md shows them."""

import re
from collections import defaultdict
from dataclasses import astuple, dataclass, fields

import activations
import gpus
import sass

DTYPES = {"float32": 4, "float64": 8, "float16": 2, "bfloat16": 2}
# Inputs and outputs that a tile is loaded and stored of. "with bias" is the pass given a bias, which caches hold.
MODES = {"forward": (1, 1), "jet": (1, 2), "backward": (2, 1), "forward with bias": (2, 1), "backward with bias": (3, 1),
         "gated_forward": (2, 1), "gated_backward": (3, 2)}
GATED = ("H100", "H200")
# Kernels that move tiles of 16 bytes, and those that take any layout element by element or go over rows, which are not
# judged.
TILED = re.compile(r"6device(?P<kernel>11elementwise|6packed)I")
UNTILED = re.compile(r"6device(8on_views|9held_rows|13rows_on_views|\w*10sum_leaves)I")
ELEMENT = re.compile(r"(?:elementwiseI|packedIN\w+?E)(?P<element>f|d|NS_\d+b?float16E)")
PASS = re.compile(r"6passes\d+(?P<mode>forward|jet|backward|gated_forward|gated_backward)E")
ACTIVATION = re.compile(r"8preparedINS_(?P<length>\d+)(?P<rest>\w+)")


def of_bytes(mode):
    """Arrays that memory moves."""
    return sum(MODES[mode]) - mode.endswith("bias")


@dataclass(frozen=True)
class Row:
    capability: int
    dtype: str
    mode: str
    activation: str
    registers: int
    stack: int  # bytes
    spilled: int  # bytes
    elements: int  # of a tile; what follows is per tile
    loads: int  # of 16 bytes
    stores: int
    issue: int  # instructions; what follows are those that take the pipe of that name
    fma: int
    imad: int
    alu: int
    special: int
    fp64: int
    longest: int  # instructions of the longest way through the same accesses

    @property
    def key(self):
        return self.capability, self.dtype, self.mode, self.activation

    @property
    def bytes_per_element(self):
        return DTYPES[self.dtype] * of_bytes(self.mode)

    def per_element(self, pipe):
        return getattr(self, pipe) / self.elements

    def load(self, gpu):
        return gpus.load(gpu, {pipe: self.per_element(pipe) for pipe in gpus.RATES[self.capability]},
                         self.bytes_per_element)

    def is_memory_bound(self, gpu):
        return gpus.is_memory_bound(self.load(gpu)[0])


def kernel_of(mangled):
    """(dtype, mode, activation) of a kernel's mangled name."""
    kernel, element, mode, activation = (e.search(mangled) for e in (TILED, ELEMENT, PASS, ACTIVATION))
    if not (kernel and element and mode and activation):
        raise ValueError(f"not the name of a kernel that moves tiles: {mangled}")
    element = element["element"]
    dtype = {"f": "float32", "d": "float64"}.get(element) or ("bfloat16" if "bfloat16" in element else "float16")
    with_bias = "packed" in kernel["kernel"] and not mode["mode"].startswith("gated")
    return dtype, mode["mode"] + " with bias" * with_bias, activations.name_of(activation)


def row_of(capability, mangled, resources, lines):
    """The row of a kernel, or a sentence that says why it has none."""
    dtype, mode, activation = kernel_of(mangled)
    inputs, outputs = MODES[mode]
    path = sass.main_path(lines, arrays=(inputs, outputs))
    if path is None:
        return f"sm_{capability} {dtype} {mode} {activation}: no path moves {inputs} inputs and {outputs} outputs by 16 bytes"
    instructions, longest = path
    loads = sum(i.is_load for i in instructions)
    stores = sum(i.is_store for i in instructions)
    return Row(capability, dtype, mode, activation, *resources, loads // inputs * 16 // DTYPES[dtype], loads, stores,
               **gpus.slots_of(instructions), longest=longest)


def write_tsv(path, compiler, rows):
    names = [field.name for field in fields(Row)]
    lines = [f"# nvcc {compiler}", "\t".join(names)]
    path.write_text("\n".join(lines + ["\t".join(map(str, astuple(row))) for row in rows]) + "\n")


def read_tsv(path):
    """(version of the compiler, {key: row})."""
    compiler, _, *lines = path.read_text().splitlines()
    rows = [Row(*(field.type(text) for field, text in zip(fields(Row), line.split("\t")))) for line in lines]
    return compiler.removeprefix("# nvcc "), {row.key: row for row in rows}


def read_named(path):
    """{(dtype, mode, activation): reason} from a file of reasons, each followed by indented "dtype mode: names"."""
    result, reason = {}, ""
    for line in path.read_text().splitlines():
        if line.startswith(" "):
            kind, names = line.split(":")
            dtype, mode = kind.split(maxsplit=1)
            result |= {(dtype, mode, name.strip()): reason for name in names.split(",")}
        elif line:
            reason = line
    return result


def grouped(keys):
    """Lines "dtype mode: names" for (dtype, mode, activation)."""
    names = defaultdict(list)
    for dtype, mode, activation in keys:
        names[dtype, mode].append(activation)
    return [f"{dtype} {mode}: {', '.join(names[dtype, mode])}" for dtype in DTYPES for mode in MODES
            if names[dtype, mode]]
