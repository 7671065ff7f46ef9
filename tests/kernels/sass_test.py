"""What scripts/kernels/sass.py, kernel_table.py and kernels.py make of code that is known line by line."""

import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/kernels"))
import gpus  # noqa: E402
import kernel_table  # noqa: E402
import kernels  # noqa: E402
import sass  # noqa: E402

# A tile of one access: wide, or element by element; a division's slow path; an EXIT that is called; a loop.
KERNEL = """
.text.kernel:
        /*0000*/                   S2R R0, SR_TID.X ;
        /*0010*/               @P0 EXIT ;
.L_x_0:
        /*0020*/               @P1 BRA `(.L_x_1) ;
        /*0030*/              @!P2 LDG.E R4, [R2.64] ;
        /*0040*/                   BRA `(.L_x_2) ;
.L_x_1:
        /*0050*/                   {load} ;
.L_x_2:
        /*0060*/                   MUFU.RCP R8, R4 ;
        /*0070*/               @P3 BRA P4, `(.L_x_3) ;
        /*0080*/                   {middle} ;
.L_x_3:
        /*0090*/                   FFMA R8, R8, R4, 1 ;
        /*00a0*/                   STG.E.128 [R6.64], R8 ;
        /*00b0*/               @P0 CALL.REL.NOINC `(.L_x_4) ;
        /*00c0*/                   BRA `(.L_x_0) ;
.L_x_4:
        /*00d0*/                   EXIT ;
$kernel$slow_path:
        /*00e0*/                   FADD R8, R8, R8 ;
        /*00f0*/                   RET.REL.NODEC R20 `(kernel) ;
	.section	.text.other,"ax",@progbits
"""
WIDE, CALL = "LDG.E.128 R4, [R2.64]", "CALL.REL.NOINC `($kernel$slow_path)"
JET = ("_ZN6actjet6device11elementwiseINS_8bfloat16ENS_6passes3jetENS_4core8preparedINS_9gelu_tanhEfEEEEvT1_"
       "NS0_6arraysIT0_EENS0_6tilingE")
FORWARD = JET.replace("3jetE", "7forwardE")


def lines(load=WIDE, middle=CALL):
    return sass.functions(KERNEL.format(load=load, middle=middle))["kernel"]


class MainPath(unittest.TestCase):
    def test_takes_wide_accesses_and_no_call(self):
        path, longest = sass.main_path(lines())
        self.assertEqual([i.opcode for i in path], ["S2R", "EXIT", "BRA", "LDG.E.128", "MUFU.RCP", "BRA", "FFMA",
                                                    "STG.E.128", "CALL.REL.NOINC", "EXIT"])
        self.assertEqual(longest, len(path))

    def test_does_not_exist_where_a_body_moves_less_than_16_bytes(self):
        self.assertIsNone(sass.main_path(lines(load="LDG.E.64 R4, [R2.64]")))

    def test_skips_what_a_branch_may_skip_and_tells_the_longest_way(self):
        path, longest = sass.main_path(lines(middle="FADD R8, R8, R8"))
        self.assertEqual((len(path), longest), (10, 11))

    def test_stores_no_tile_twice(self):
        twice = lines(middle="STG.E.128 [R6.64], R8")
        self.assertEqual(len(sass.main_path(twice)[0]), 11)
        self.assertEqual(len(sass.main_path(twice, arrays=(1, 1))[0]), 10)


class Row(unittest.TestCase):
    def test_counts_the_pipes(self):
        row = kernel_table.row_of(90, FORWARD, (32, 0, 0), lines())
        self.assertEqual(row.key, (90, "bfloat16", "forward", "gelu_tanh"))
        self.assertEqual((row.elements, row.issue, row.special, row.fma, row.alu), (8, 10, 1, 1, 0))

    def test_refuses_another_number_of_stores_than_the_mode_has(self):
        self.assertIn("no path moves 1 inputs and 2 outputs", kernel_table.row_of(90, JET, (32, 0, 0), lines()))

    def test_tells_a_pass_with_a_bias_from_the_bare_one(self):
        packed = ("_ZN6actjet6device6packedINS_6passes7forwardENS_8bfloat16ENS_4core8preparedINS_4mishES4_EEEEvT1_"
                  "NS0_11packed_callIT_EE")
        self.assertEqual(kernel_table.kernel_of(packed), ("bfloat16", "forward with bias", "mish"))
        self.assertEqual(kernel_table.kernel_of(packed.replace("7forward", "14gated_backward")),
                         ("bfloat16", "gated_backward", "mish"))

    def test_names_an_activation_as_the_catalogue_does(self):
        for type_name, name in (("11exponential", "exp"), ("18hyperbolic_tangent", "tanh")):
            self.assertEqual(kernel_table.kernel_of(JET.replace("9gelu_tanh", type_name))[2], name)

    def test_refuses_a_name_that_is_no_kernel_of_ours(self):
        with self.assertRaises(ValueError):
            kernel_table.kernel_of("_Z6kernelPf")


class Gate(unittest.TestCase):
    def setUp(self):
        self.row = kernel_table.row_of(90, FORWARD, (32, 0, 0), lines())

    def test_names_spills_and_branches(self):
        self.assertEqual(list(kernels.faults(self.row)), [])
        self.assertIn("spills", next(kernels.faults(replace(self.row, spilled=8, stack=8))))
        self.assertIn("branches", next(kernels.faults(replace(self.row, longest=self.row.issue + 21))))

    def test_names_growth_over_five_percent(self):
        committed = {self.row.key: replace(self.row, issue=100)}
        for issue, grew in ((105, False), (106, True)):
            rows = {self.row.key: replace(self.row, issue=issue)}
            self.assertEqual(bool(list(kernels.grown(rows, committed))), grew)

    def test_calls_a_kernel_compute_bound_past_the_limit(self):
        h200 = next(gpu for gpu in gpus.GPUS if gpu.name == "H200")
        limit = gpus.issue_slots(h200, 4) * gpus.BUSY * gpus.MARGIN
        for issue, bound in ((limit - 0.2, False), (limit + 0.2, True)):
            row = replace(self.row, issue=issue * 8)
            self.assertEqual(row.is_memory_bound(h200), not bound)
            self.assertEqual(bool(kernels.gated_compute_bound({row.key: row})), bound)


if __name__ == "__main__":
    unittest.main()
