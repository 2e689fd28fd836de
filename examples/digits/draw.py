"""Digits drawn by chance: strokes of a pen, shifted, slanted, scaled and blurred. Every seed is another data set, and nothing is downloaded."""

from __future__ import annotations

import math
import random
from typing import List, Tuple

#: Pixels of a side.
SIZE = 10
CLASSES = 10

Image = List[float]
Point = Tuple[float, float]

#: Strokes as polylines in a square of 0 … 1, y pointing down.
STROKES: List[List[List[Point]]] = [
    [[(0.5, 0.05), (0.85, 0.3), (0.85, 0.7), (0.5, 0.95), (0.15, 0.7), (0.15, 0.3), (0.5, 0.05)]],
    [[(0.3, 0.25), (0.55, 0.05), (0.55, 0.95)]],
    [[(0.15, 0.25), (0.5, 0.05), (0.85, 0.3), (0.15, 0.95), (0.85, 0.95)]],
    [[(0.15, 0.05), (0.8, 0.05), (0.45, 0.4), (0.85, 0.65), (0.5, 0.95), (0.15, 0.85)]],
    [[(0.65, 0.95), (0.65, 0.05), (0.1, 0.65), (0.9, 0.65)]],
    [[(0.85, 0.05), (0.2, 0.05), (0.2, 0.45), (0.6, 0.4), (0.85, 0.65), (0.6, 0.95), (0.15, 0.9)]],
    [[(0.75, 0.05), (0.25, 0.45), (0.2, 0.75), (0.5, 0.95), (0.8, 0.75), (0.55, 0.5), (0.25, 0.6)]],
    [[(0.1, 0.05), (0.9, 0.05), (0.4, 0.95)]],
    [[(0.5, 0.5), (0.2, 0.25), (0.5, 0.05), (0.8, 0.25), (0.5, 0.5), (0.15, 0.75), (0.5, 0.95), (0.85, 0.75), (0.5, 0.5)]],
    [[(0.75, 0.4), (0.5, 0.5), (0.2, 0.3), (0.5, 0.05), (0.75, 0.25), (0.75, 0.5), (0.45, 0.95)]],
]


def draw_digits(count: int, seed: int) -> tuple[list[Image], list[int]]:
    """``count`` images (SIZE × SIZE grey values of 0 … 1, row by row) and what they show, each digit equally often."""
    chance = random.Random(seed)
    labels = [n % CLASSES for n in range(count)]
    chance.shuffle(labels)
    return [_draw(label, chance) for label in labels], labels


def _draw(digit: int, chance: random.Random) -> Image:
    scale_x, scale_y = chance.uniform(0.45, 0.75), chance.uniform(0.6, 0.85)
    left, top = chance.uniform(0.05, 0.95 - scale_x), chance.uniform(0.05, 0.95 - scale_y)
    slant, pen = chance.uniform(-0.25, 0.25), chance.uniform(0.05, 0.09)

    def place(point: Point) -> Point:
        x, y = point[0] + chance.gauss(0, 0.03), point[1] + chance.gauss(0, 0.03)
        return left + scale_x * (x + slant * (0.5 - y)), top + scale_y * y

    lines = [[place(point) for point in stroke] for stroke in STROKES[digit]]
    segments = [pair for line in lines for pair in zip(line, line[1:])]
    image = []
    for row in range(SIZE):
        for column in range(SIZE):
            x, y = (column + 0.5) / SIZE, (row + 0.5) / SIZE
            distance = min(_distance(x, y, *segment) for segment in segments)
            ink = 1 / (1 + math.exp((distance - pen) * 45))
            image.append(min(1.0, max(0.0, ink + chance.gauss(0, 0.06))))
    return image


def _distance(x: float, y: float, start: Point, end: Point) -> float:
    """From a point to a segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy or 1.0)
    along = min(1.0, max(0.0, along))
    return math.hypot(x - start[0] - along * dx, y - start[1] - along * dy)
