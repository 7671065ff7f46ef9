"""actjet's C interface for Python scripts: include/actjet/actjet.h through ctypes."""
import ctypes

MODES = {"forward": 1, "jet": 2, "backward": 3}
DTYPES = {"float32": 1, "float64": 2, "float16": 3, "bfloat16": 4}
PLACES = {"cpu": 1, "cuda": 2}


class Call(ctypes.Structure):
    """actjet_call."""

    _fields_ = (
        [("struct_size", ctypes.c_uint32)]
        + [(name, ctypes.c_int32) for name in ("activation", "mode", "dtype", "place")]
        + [("flags", ctypes.c_uint32), ("n", ctypes.c_uint64)]
        + [(name, ctypes.c_void_p) for name in ("x", "dy", "y", "dydx", "dx", "stream")]
        + [("parameter_count", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("parameters", ctypes.c_double * 4)]
    )


def load(path):
    """The library in a file."""
    library = ctypes.CDLL(path)
    library.actjet_cpu_isa.restype = ctypes.c_char_p
    library.actjet_last_error.restype = ctypes.c_char_p
    library.actjet_version.restype = ctypes.c_char_p
    return library


def make_call(activation, mode, dtype, place, n, x, dy, out):
    """A call with default parameters; activation is its number, x, dy and out are addresses of n elements."""
    return Call(struct_size=ctypes.sizeof(Call), activation=activation, mode=MODES[mode], dtype=DTYPES[dtype],
                place=PLACES[place], n=n, x=x, dy=dy, y=out, dx=out)


def run(library, call):
    """actjet_run; raises RuntimeError with the library's words where it refuses."""
    if library.actjet_run(ctypes.byref(call)):
        raise RuntimeError(library.actjet_last_error().decode())
