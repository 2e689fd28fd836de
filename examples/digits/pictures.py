"""Pictures of a training, as rows of pixels: grey values of 0 … 1, or (red, green, blue)."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from draw import CLASSES, SIZE, Image

Grey = List[List[float]]
Colour = List[List[Tuple[float, float, float]]]
_CELL = 6


def confusion_picture(guesses: Sequence[int], labels: Sequence[int]) -> Colour:
    """A cell for each pair of a digit (down) and what it was taken for (across): blue on the diagonal, else red."""
    counts = [[0] * CLASSES for _ in range(CLASSES)]
    for guess, label in zip(guesses, labels):
        counts[label][guess] += 1
    picture: Colour = []
    for label, row in enumerate(counts):
        shares = [count / max(1, sum(row)) for count in row]
        cells = [(1 - share, 1 - share / 2, 1.0) if n == label else (1.0, 1 - share, 1 - share) for n, share in enumerate(shares)]
        picture += [[cell for cell in cells for _ in range(_CELL)]] * _CELL
    return picture


def digits_picture(images: Sequence[Image], across: int = 6) -> Grey:
    """Images side by side, ``across`` in a row."""
    picture: Grey = []
    for start in range(0, len(images), across):
        shown = images[start : start + across]
        for y in range(SIZE):
            picture.append([1 - pixel for image in shown for pixel in (*image[y * SIZE : (y + 1) * SIZE], 0.5)])
    return [[pixel for pixel in row for _ in range(2)] for row in picture for _ in range(2)]
