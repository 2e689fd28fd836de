"""What counts as a number, and how it is written."""

from __future__ import annotations

import json
import random
import struct
import unittest
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stepwell.errors import InvalidMetricError
from stepwell.json_values import merge, to_json_value
from stepwell.values import label_texts, number_text, to_integer
from support import StepwellCase, points, read_lines

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]
try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]


class Tensor:
    """What torch and others offer of a number."""

    def __init__(self, *values: Any) -> None:
        self.values = values

    def item(self) -> Any:
        if len(self.values) != 1:
            raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")
        return self.values[0]


class Values(unittest.TestCase):
    def test_every_double_comes_back_bit_for_bit(self) -> None:
        chance = random.Random(5)
        for _ in range(20_000):
            (value,) = struct.unpack("<d", chance.randbytes(8))
            text = number_text(value)
            if value - value == 0.0:
                self.assertEqual(struct.pack("<d", json.loads(text)), struct.pack("<d", value))
            else:
                self.assertIn(text, ('"NaN"', '"Infinity"', '"-Infinity"'))

    def test_whatever_stands_for_one_number_is_one(self) -> None:
        for value, text in (
            (Tensor(0.5), "0.5"), (Tensor(3), "3"), (Decimal("0.25"), "0.25"), (Fraction(1, 4), "0.25"),
            (Tensor(float("nan")), '"NaN"'), (2**53 + 1, "9007199254740993"), (2**1023, str(2**1023)),
            (2**1024, '"Infinity"'), (-(10**400), '"-Infinity"'), (10**5000, '"Infinity"'), (Decimal("1e999"), '"Infinity"'),
        ):  # fmt: skip
            self.assertEqual(number_text(value), text, value)

    def test_what_stands_for_none_or_several_is_refused(self) -> None:
        for value in ("0.5", b"1", True, None, 1j, [1], {}, object(), Tensor(1, 2), Tensor(True), Tensor("x"), float, Decimal):
            with self.assertRaises(InvalidMetricError):
                number_text(value)

    @unittest.skipIf(numpy is None, "needs numpy")
    def test_numpy_scalars_and_arrays_of_one(self) -> None:
        for value, text in (
            (numpy.float64(0.1), "0.1"), (numpy.float32(0.1), "0.10000000149011612"), (numpy.float16(0.5), "0.5"),
            (numpy.longdouble(0.5), "0.5"), (numpy.int64(2**62), str(2**62)), (numpy.uint8(7), "7"),
            (numpy.array(0.5), "0.5"), (numpy.array([0.5]), "0.5"), (numpy.float32("nan"), '"NaN"'), (numpy.float64("-inf"), '"-Infinity"'),
        ):  # fmt: skip
            self.assertEqual(number_text(value), text)
        for value in (numpy.bool_(True), numpy.array([1, 2]), numpy.array(True), numpy.str_("1"), numpy.datetime64("2020-01-01")):
            with self.assertRaises(InvalidMetricError):
                number_text(value)

    @unittest.skipIf(torch is None, "needs torch")
    def test_torch_tensors_of_one(self) -> None:
        for value, text in (
            (torch.tensor(0.5), "0.5"), (torch.tensor([0.5], requires_grad=True), "0.5"), (torch.tensor(7), "7"),
            (torch.tensor(0.5, dtype=torch.bfloat16), "0.5"), (torch.tensor(float("nan")), '"NaN"'),
        ):  # fmt: skip
            self.assertEqual(number_text(value), text)
        for value in (torch.tensor([1, 2]), torch.tensor(True)):
            with self.assertRaises(InvalidMetricError):
                number_text(value)

    def test_steps_are_whole_numbers(self) -> None:
        self.assertEqual([to_integer(one, "step") for one in (3, 3.0, Tensor(3))], [3, 3, 3])
        for value in (1.5, "3", None, True, float("nan"), float("inf")):
            with self.assertRaises(InvalidMetricError):
                to_integer(value, "step")

    def test_labels_are_texts_in_order(self) -> None:
        self.assertEqual(list(label_texts({"b": 1, "a": True, "c": None}).items()), [("a", "true"), ("b", "1"), ("c", "null")])

    def test_json_values_of_anything(self) -> None:
        deep: dict[str, Any] = {}
        deep["self"] = deep
        self.assertIn("self", to_json_value(deep))
        self.assertEqual(to_json_value({"a": float("nan"), "b": Tensor(1), "c": {1, 2}, "d": object}),
                         {"a": "NaN", "b": 1, "c": [1, 2], "d": str(object)})  # fmt: skip
        self.assertEqual(merge({"a": {"b": 1}, "c": 1}, {"a": {"d": 2}, "c": {"e": 3}}), {"a": {"b": 1, "d": 2}, "c": {"e": 3}})


class Logged(StepwellCase):
    @unittest.skipIf(numpy is None, "needs numpy")
    def test_numpy_values_steps_and_timestamps_are_logged(self) -> None:
        run = self.folder_run(errors="RaiseOnLog")
        run.log("x", numpy.float32(0.5), step=numpy.int64(4))
        run.log({"x": numpy.float64(0.25), "y": numpy.int32(3)})
        run.log({"x": numpy.float64(0.25), "y": numpy.int32(3)}, step=9)
        run.log("z", numpy.array(1.0), timestamp=numpy.int64(1_700_000_000_123_456_789))
        lines = read_lines(run.place)
        self.assertEqual(points(lines, "x"), [(4, 0.5), (5, 0.25), (9, 0.25)])
        self.assertEqual(points(lines, "y"), [(0, 3), (9, 3)])
        self.assertEqual(lines[-1]["data"]["time_ns"], 1_700_000_000_123_456_789)


if __name__ == "__main__":
    unittest.main()
