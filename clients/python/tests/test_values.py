"""What counts as a number, and how it is written."""

from __future__ import annotations

import json
import random
import struct
import unittest
from datetime import date
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


class Kind:
    """A dtype; NumPy's has a kind, torch's has none."""

    def __init__(self, kind: str | None = None) -> None:
        if kind is not None:
            self.kind = kind


class Tensor:
    """What torch offers of a number: ``item`` for one element, and a dtype. It stands in for torch, which few machines have."""

    def __init__(self, *values: Any, requires_grad: bool = False) -> None:
        self.values = values
        self.dtype = Kind()
        self.requires_grad = requires_grad

    def item(self) -> Any:
        if len(self.values) != 1:
            raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")
        return self.values[0]

    def detach(self) -> Tensor:
        return Tensor(*self.values)

    def __float__(self) -> float:
        if self.requires_grad:
            raise RuntimeError("a Tensor that requires grad is read by item() or detach()")
        return float(self.item())


class Scalar:
    """What NumPy offers of a number that is no float of Python's; a long double's ``item`` is a long double."""

    def __init__(self, value: Any, kind: str, item_is_itself: bool = False) -> None:
        self.value = value
        self.dtype = Kind(kind)
        self._itself = item_is_itself

    def item(self) -> Any:
        return self if self._itself else self.value

    def __float__(self) -> float:
        return float(self.value)


class Double(float):
    """NumPy's double is a float of Python's."""

    dtype = Kind("f")

    def item(self) -> float:
        return float(self)


class Integer(Scalar):
    def __index__(self) -> int:
        return int(self.value)


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

    def test_scalars_and_arrays_of_one_as_numpy_has_them(self) -> None:
        numbers: list[tuple[Any, str]] = [
            (Double(0.1), "0.1"), (Scalar(0.5, "f"), "0.5"), (Scalar(0.5, "f", item_is_itself=True), "0.5"),
            (Integer(2**62, "i"), str(2**62)), (Double("nan"), '"NaN"'), (Double("-inf"), '"-Infinity"'),
        ]  # fmt: skip
        others: list[Any] = [Scalar(True, "b"), Scalar("1", "U"), Scalar(date(2020, 1, 1), "M")]
        if numpy is not None:
            numbers += [
                (numpy.float64(0.1), "0.1"), (numpy.float32(0.1), "0.10000000149011612"), (numpy.float16(0.5), "0.5"),
                (numpy.longdouble(0.5), "0.5"), (numpy.int64(2**62), str(2**62)), (numpy.uint8(7), "7"), (numpy.array(0.5), "0.5"),
                (numpy.array([0.5]), "0.5"), (numpy.float32("nan"), '"NaN"'), (numpy.float64("-inf"), '"-Infinity"'),
            ]  # fmt: skip
            others += [numpy.bool_(True), numpy.array([1, 2]), numpy.array(True), numpy.str_("1"), numpy.datetime64("2020-01-01")]
        for value, text in numbers:
            self.assertEqual(number_text(value), text)
        for value in others:
            with self.assertRaises(InvalidMetricError):
                number_text(value)

    def test_tensors_of_one_as_torch_has_them(self) -> None:
        for value, text in (
            (Tensor(0.5), "0.5"), (Tensor(0.5, requires_grad=True), "0.5"), (Tensor(7), "7"), (Tensor(float("nan")), '"NaN"'),
            (Tensor(0.5, requires_grad=True).detach(), "0.5"),
        ):  # fmt: skip
            self.assertEqual(number_text(value), text)
        for value in (Tensor(1, 2), Tensor(), Tensor(True)):
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
    def test_foreign_values_steps_and_timestamps_are_logged(self) -> None:
        if numpy is None:
            double, single, whole = Double, lambda value: Scalar(value, "f"), lambda value: Integer(value, "i")
        else:
            double, single, whole = numpy.float64, numpy.float32, numpy.int64
        run = self.folder_run(errors="RaiseOnLog")
        run.log("x", single(0.5), step=whole(4))
        run.log({"x": double(0.25), "y": whole(3)})
        run.log({"x": double(0.25), "y": whole(3)}, step=9)
        run.log("z", Tensor(1.0), timestamp=whole(1_700_000_000_123_456_789))
        lines = read_lines(run.place)
        self.assertEqual(points(lines, "x"), [(4, 0.5), (5, 0.25), (9, 0.25)])
        self.assertEqual(points(lines, "y"), [(0, 3), (9, 3)])
        self.assertEqual(lines[-1]["data"]["time_ns"], 1_700_000_000_123_456_789)


if __name__ == "__main__":
    unittest.main()
