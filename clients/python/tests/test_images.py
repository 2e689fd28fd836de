"""Rows of numbers become PNG without any library."""

from __future__ import annotations

import math
import unittest
import zlib
from typing import Any

import stepwell
from stepwell.images import to_image_bytes


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


if __name__ == "__main__":
    unittest.main()
