"""Rows of numbers become PNG without any library, arrays with NumPy."""

from __future__ import annotations

import math
import sys
import unittest
import zlib
from typing import Any
from unittest import mock

import stepwell
from stepwell.images import to_image_bytes
from support import StepwellCase

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]


def decoded(rows: Any) -> tuple[int, int, list[bytes]]:
    """(width, colour type, the bytes of each row) of the PNG."""
    data, extension = to_image_bytes(rows)
    assert extension == "png"
    at = data.index(b"IDAT")
    text = zlib.decompress(data[at + 4 : at + 4 + int.from_bytes(data[at - 4 : at], "big")])
    height = int.from_bytes(data[20:24], "big")
    stride = len(text) // height
    return int.from_bytes(data[16:20], "big"), data[25], [text[y * stride + 1 : (y + 1) * stride] for y in range(height)]


class Rows(unittest.TestCase):
    def test_whole_numbers_are_bytes_and_floats_shares(self) -> None:
        self.assertEqual(decoded([[0, 7, 300], [255, -1, 1]]), (3, 0, [bytes([0, 7, 255]), bytes([255, 0, 1])]))
        self.assertEqual(decoded(((0, 0.5), (1, math.nan), (2.0, -1.0))), (2, 0, [bytes([0, 128]), bytes([255, 0]), bytes([255, 0])]))

    def test_pixels_may_have_three_or_four_channels(self) -> None:
        self.assertEqual(decoded([[(1, 2, 3), [4, 5, 6]]]), (2, 2, [bytes(range(1, 7))]))
        self.assertEqual(decoded([[(0.0, 1.0, 0.2, 1.0)]]), (1, 6, [bytes([0, 255, 51, 255])]))

    def test_what_is_no_image_is_refused(self) -> None:
        for rows in ([], [[]], [1, 2], [[1], [1, 2]], [[(1, 2)]], [["a"]], [[None]], [[(1, 2, 3), 4]]):
            with self.assertRaises(stepwell.InvalidMetricError):
                to_image_bytes(rows)
        with self.assertRaisesRegex(stepwell.InvalidMetricError, "png"):
            to_image_bytes([[1]], "jpg")


class Arrays(StepwellCase):
    def test_arrays_become_png_of_the_same_pixels_and_without_numpy_are_counted(self) -> None:
        class Array:
            shape, dtype = (1, 1), None

        class Tensor:
            def detach(self) -> Any:
                raise RuntimeError("Numpy is not available")

        run = self.folder_run(errors="Silent")
        with mock.patch.dict(sys.modules, {"numpy": None}):
            self.assertIsNone(run.log_image("x", Array()))
        self.assertIsNone(run.log_image("x", Tensor()))
        self.assertEqual(run.reporter.dropped, {"cannot be logged": 2})
        if numpy is not None:
            self.check_arrays()

    def check_arrays(self) -> None:
        grey = numpy.arange(12, dtype=numpy.uint8).reshape(3, 4)
        floats = numpy.array([[0.0, 0.5], [1.0, 2.0], [float("nan"), -1.0]])
        colour = numpy.arange(24, dtype=numpy.uint8).reshape(3, 2, 4)
        front = numpy.moveaxis(colour[:, :, :3], 2, 0)
        for array, pixels, width in (
            (grey, grey.tobytes(), 4),
            (grey[:, :, None], grey.tobytes(), 4),
            (floats, bytes([0, 128, 255, 255, 0, 0]), 2),
            (colour, colour.tobytes(), 2),
            (front, colour[:, :, :3].tobytes(), 2),
            (grey > 5, bytes(255 if one else 0 for one in (grey > 5).flat), 4),
        ):
            data, extension = to_image_bytes(array)
            self.assertEqual(extension, "png")
            at = data.index(b"IDAT")
            rows = zlib.decompress(data[at + 4 : at + 4 + int.from_bytes(data[at - 4 : at], "big")])
            stride = len(rows) // 3
            self.assertEqual(b"".join(rows[y * stride + 1 : (y + 1) * stride] for y in range(3)), pixels)
            self.assertEqual(int.from_bytes(data[16:20], "big"), width)
        with self.assertRaisesRegex(stepwell.InvalidMetricError, r"shape \(2, 2, 2, 2\)"):
            to_image_bytes(numpy.zeros((2, 2, 2, 2)))

    def test_a_pil_image_is_written_in_the_format_asked_for(self) -> None:
        class Pil:
            def save(self, file: Any, format: str, quality: int) -> None:
                file.write(f"{format} {quality}".encode())

        self.assertEqual(to_image_bytes(Pil(), "jpg", 50), (b"jpeg 50", "jpg"))
        self.assertEqual(to_image_bytes(Pil()), (b"png 90", "png"))

if __name__ == "__main__":
    unittest.main()
