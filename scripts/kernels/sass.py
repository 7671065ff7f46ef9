"""Reads nvdisasm's output: the kernels in it, and what a thread executes on a kernel's main path.

The main path is what a thread executes, from the entry to EXIT, for one tile inside the arrays and on their 16-byte
grid: every thread but a few of a large call. It is found in the control flow alone, as the shortest way from the entry
to EXIT that makes all of a tile's 16-byte accesses and no narrower one, goes round no loop and returns from no call (a
call is the slow path of a float64 division). A way that stores a tile twice, by the code for a tile on the grid and by that
for one off it, is none: loads and stores are to each other as the arrays. The longest such way is found as well: it differs
by the tests that a tile off the grid needs, so a greater difference means a branch on the data.
"""

import re
from dataclasses import dataclass, field

SECTION = re.compile(r"^\.text\.(\S+):")
LABEL = re.compile(r"^([.$][^\s:]+):")
INSTRUCTION = re.compile(r"^\s*/\*[0-9a-f]{4,}\*/\s+(?:(@!?U?P\w+)\s+)?([A-Z][\w.]*)\s*(.*?)\s*;")
TARGET = re.compile(r"`\(([^)]+)\)")
JUMPS = ("BRA", "CALL")  # sm_80 calls an EXIT that others jump to
ENDS_BLOCK = JUMPS + ("EXIT", "RET", "BRX", "JMP")
GLOBAL_ACCESS = ("LDG", "STG", "LD.", "ST.")


@dataclass(frozen=True)
class Instruction:
    guard: str
    opcode: str
    operands: str

    @property
    def is_load(self):
        return self.opcode.startswith(GLOBAL_ACCESS) and self.opcode.startswith("L")

    @property
    def is_store(self):
        return self.opcode.startswith(GLOBAL_ACCESS) and self.opcode.startswith("S")

    @property
    def is_narrow(self):
        return (self.is_load or self.is_store) and ".128" not in self.opcode

    @property
    def may_fall_through(self):
        """Whether a jump depends on a predicate: its guard, or one among its operands."""
        return bool(self.guard) or self.opcode.startswith("BRA") and not self.operands.startswith("`")


@dataclass
class Block:
    instructions: list = field(default_factory=list)
    successors: list = field(default_factory=list)  # positions

    @property
    def accesses(self):
        return sum(i.is_load for i in self.instructions), sum(i.is_store for i in self.instructions)


def functions(text):
    """The lines of every function of a disassembly, by mangled name."""
    result, lines = {}, None
    for line in text.splitlines():
        if match := SECTION.match(line):
            lines = result.setdefault(match.group(1), [])
        elif line.lstrip().startswith(".section"):
            lines = None
        elif lines is not None:
            lines.append(line)
    return result


def instruction(line):
    """The instruction on a line, or None."""
    match = INSTRUCTION.match(line)
    return match and Instruction(match.group(1) or "", match.group(2), match.group(3))


def blocks_of(lines):
    """The basic blocks of a function in the order of their addresses."""
    blocks, at_label = [Block()], {}
    for line in lines:
        last = blocks[-1].instructions[-1] if blocks[-1].instructions else None
        if match := LABEL.match(line):
            if last:
                blocks.append(Block())
            at_label[match.group(1)] = len(blocks) - 1
        elif found := instruction(line):
            if last and last.opcode.startswith(ENDS_BLOCK):
                blocks.append(Block())
            blocks[-1].instructions.append(found)
    for position, block in enumerate(blocks):
        last = block.instructions[-1] if block.instructions else None
        if last and last.opcode.startswith(JUMPS):
            block.successors.append(at_label[TARGET.search(last.operands).group(1)])
        falls_through = not last or not last.opcode.startswith(ENDS_BLOCK) or last.may_fall_through
        if falls_through and position + 1 < len(blocks):
            block.successors.append(position + 1)
    return blocks


def main_path(lines, allow_narrow=False, arrays=None):
    """The instructions of a kernel's main path and the length of the longest such way; None if there is no such way.

    arrays are the numbers of inputs and outputs, where they are known.

    One pass over the blocks, forward in the code, over (block, loads so far, stores so far).
    """
    blocks = blocks_of(lines)
    waiting = [{} for _ in blocks]  # per block: (loads, stores) -> (length, path, longest length)
    waiting[0][0, 0] = (0, (), 0)
    ended = {}

    def arrive(states, accesses, length, path, longest):
        if accesses in states:
            old_length, old_path, old_longest = states[accesses]
            longest = max(longest, old_longest)
            if old_length <= length:
                length, path = old_length, old_path
        states[accesses] = (length, path, longest)

    for position, block in enumerate(blocks):
        if not allow_narrow and any(i.is_narrow for i in block.instructions):
            continue
        size = len(block.instructions)
        for (loads, stores), (length, path, longest) in waiting[position].items():
            accesses = (loads + block.accesses[0], stores + block.accesses[1])
            state = (length + size, path + (position,), longest + size)
            if size and block.instructions[-1].opcode.startswith("EXIT"):
                arrive(ended, accesses, *state)
            for successor in block.successors:
                if successor > position:
                    arrive(waiting[successor], accesses, *state)
    inputs, outputs = arrays or (0, 0)
    ended = {(loads, stores): state for (loads, stores), state in ended.items()
             if min(loads, stores) > 0 and loads * outputs == stores * inputs}
    if not ended:
        return None
    _, path, longest = ended[max(ended)]
    return [i for position in path for i in blocks[position].instructions], longest
