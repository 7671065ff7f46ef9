"""actjet's C interface for Python scripts: include/actjet/actjet.h through ctypes."""
import ctypes

DTYPES = {"float32": 1, "float64": 2, "float16": 3, "bfloat16": 4}
PLACES = {"cpu": 1, "cuda": 2}
INPUT = 1


class View(ctypes.Structure):
    """actjet_view."""

    _fields_ = [("data", ctypes.c_void_p), ("dtype", ctypes.c_int32), ("reserved", ctypes.c_int32),
                ("row_stride", ctypes.c_int64), ("column_stride", ctypes.c_int64), ("row_period", ctypes.c_uint64)]


class Call(ctypes.Structure):
    """actjet_call."""

    _fields_ = (
        [("size", ctypes.c_uint32)]
        + [(name, ctypes.c_int32) for name in ("pass_", "activation", "place")]
        + [("flags", ctypes.c_uint32), ("parameter_count", ctypes.c_uint32),
           ("parameters", ctypes.POINTER(ctypes.c_double)), ("rows", ctypes.c_uint64), ("columns", ctypes.c_uint64),
           ("operands", ctypes.POINTER(View)), ("operand_count", ctypes.c_uint32), ("reserved", ctypes.c_uint32),
           ("stream", ctypes.c_void_p), ("workspace", ctypes.c_void_p), ("workspace_bytes", ctypes.c_uint64)]
        + [(name, ctypes.c_double)
           for name in ("gradient_scale", "gate_limit", "x_limit", "value_limit", "x_offset")]
        + [("seed", ctypes.c_uint64), ("offset", ctypes.c_uint64), ("offset_memory", ctypes.c_void_p),
           ("dropout", ctypes.c_double)]
    )


class OperandInfo(ctypes.Structure):
    """actjet_operand_info."""

    _fields_ = [("name", ctypes.c_char_p), ("meaning", ctypes.c_char_p), ("role", ctypes.c_int32),
                ("optional", ctypes.c_int32)]


class PassInfo(ctypes.Structure):
    """actjet_pass_info."""

    _fields_ = [("id", ctypes.c_int32), ("name", ctypes.c_char_p), ("meaning", ctypes.c_char_p),
                ("operand_count", ctypes.c_int32), ("operands", OperandInfo * 16)]


def load(path):
    """The library in a file."""
    library = ctypes.CDLL(path)
    library.actjet_cpu_isa.restype = ctypes.c_char_p
    library.actjet_last_error.restype = ctypes.c_char_p
    library.actjet_version.restype = ctypes.c_char_p
    library.actjet_pass_at.restype = ctypes.POINTER(PassInfo)
    return library


def pass_info(library, name):
    """What a pass reads and writes."""
    found = library.actjet_pass_at(library.actjet_pass_find(name.encode()))
    if not found:
        raise ValueError(f"there is no pass named {name}")
    return found.contents


def input_count(library, name):
    """How many arrays a pass must be given to read."""
    info = pass_info(library, name)
    return sum(o.role == INPUT and not o.optional for o in info.operands[:info.operand_count])


def make_call(library, activation, pass_name, dtype, place, n, arrays):
    """A call with default parameters; activation is its number, arrays are addresses of n elements each, of the operands
    that the pass must be given, in order."""
    info, left = pass_info(library, pass_name), list(arrays)
    operands = (View * info.operand_count)()
    for operand, view in zip(info.operands, operands):
        if not operand.optional:
            view.data, view.dtype, view.column_stride = left.pop(0), DTYPES[dtype], 1
    return Call(size=ctypes.sizeof(Call), pass_=info.id, activation=activation, place=PLACES[place], rows=1, columns=n,
                operands=operands, operand_count=info.operand_count)


def make_view_call(library, activation, pass_name, place, rows, columns, operands, **fields):
    """A call on views, {operand: (address, dtype, row stride, column stride)}; activation is a name, and fields are those
    of the call that are not 0."""
    info = pass_info(library, pass_name)
    views = (View * info.operand_count)()
    for operand, view in zip(info.operands, views):
        if given := operands.get(operand.name.decode()):
            view.data, view.row_stride, view.column_stride = given[0], *given[2:]
            view.dtype = DTYPES[given[1]]
    number = library.actjet_activation_find(activation.encode())
    return Call(size=ctypes.sizeof(Call), pass_=info.id, activation=number, place=PLACES[place], rows=rows, columns=columns,
                operands=views, operand_count=info.operand_count, **fields)


def give_workspace(library, call):
    """The workspace that a call on the CPU needs, which the call then has."""
    size = ctypes.c_uint64()
    if library.actjet_workspace_size(ctypes.byref(call), ctypes.byref(size)):
        raise RuntimeError(library.actjet_last_error().decode())
    memory = ctypes.create_string_buffer(size.value + 16)
    call.workspace = (ctypes.addressof(memory) + 15) // 16 * 16
    call.workspace_bytes = size.value
    return memory


def run(library, call):
    """actjet_run; raises RuntimeError with the library's words where it refuses."""
    if library.actjet_run(ctypes.byref(call)):
        raise RuntimeError(library.actjet_last_error().decode())
