#!/usr/bin/env python3
"""Stands for the kernel of a device that actjet does not know, and is wrong on purpose: GELU in bfloat16 by its
approximation with tanh, as the formula has it, computed in float32.

    other_device.py INPUTS OUTPUTS

NumPy files are read and written by hand here, so that no package is needed. With NumPy, which has no bfloat16,
np.load(INPUTS) gives the patterns as uint16, and np.save(OUTPUTS, patterns) writes them.
"""
import array
import ctypes
import math
import struct
import sys


def load(path):
    """(header, elements) of a version 1 file of '<u2'."""
    with open(path, "rb") as file:
        data = file.read()
    start = 10 + int.from_bytes(data[8:10], "little")
    return data[:start], array.array("H", data[start:])


def to_float(pattern):
    return struct.unpack("<f", struct.pack("<I", pattern << 16))[0]


def to_bfloat16(number):
    """Rounded to nearest even; of the NaNs the one that actjet returns."""
    if math.isnan(number):
        return 0x7FFF
    bits = struct.unpack("<I", struct.pack("<f", number))[0]
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16


def single(number):
    """Rounded to float32, as every operation of the kernel is."""
    return ctypes.c_float(number).value


def kernel(x):
    cube = single(single(x * x) * x)
    u = single(single(0.7978846) * single(x + single(single(0.044715) * cube)))
    return single(0.5 * x * single(1 + single(math.tanh(u))))


def main(inputs, outputs):
    header, x = load(inputs)
    y = array.array("H", (to_bfloat16(kernel(to_float(pattern))) for pattern in x))
    with open(outputs, "wb") as file:
        file.write(header + y.tobytes())


main(*sys.argv[1:])
