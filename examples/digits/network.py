"""A network of two layers, its gradients and three optimizers, in plain Python: small enough to train in seconds without any package."""

from __future__ import annotations

import math
import random
from operator import mul
from typing import Callable, List, Sequence, Union

Vector = List[float]
Matrix = List[Vector]
LEAK = 0.1


class Network:
    """inputs → hidden units (leaky ReLU) → softmax. ``rows`` holds all parameters: a row per hidden unit, then a row per class, bias last."""

    def __init__(self, inputs: int, hidden: int, classes: int, seed: int) -> None:
        chance = random.Random(seed)
        self.hidden = hidden
        sizes = [inputs] * hidden + [hidden] * classes
        self.rows: Matrix = [_random_row(size, chance) for size in sizes]

    def probabilities(self, image: Sequence[float]) -> Vector:
        """What the network takes the image for."""
        return self._forward([*image, 1.0])[1]

    def gradients(self, images: Sequence[Sequence[float]], labels: Sequence[int]) -> tuple[Matrix, float, float]:
        """(gradients of the mean cross-entropy, that loss, the share of right answers) of a batch."""
        sums: Matrix = [[0.0] * len(row) for row in self.rows]
        loss, right = 0.0, 0
        for image, label in zip(images, labels):
            inputs = [*image, 1.0]
            active, chances = self._forward(inputs)
            loss -= _log(chances[label])
            right += chances.index(max(chances)) == label
            errors = [chance - (n == label) for n, chance in enumerate(chances)]
            back = [0.0] * self.hidden
            for n, error in enumerate(errors, self.hidden):
                row = self.rows[n]
                sums[n] = [total + error * value for total, value in zip(sums[n], active)]
                back = [total + error * weight for total, weight in zip(back, row)]
            for n, error in enumerate(back):
                blame = error * _slope(active[n])
                sums[n] = [total + blame * value for total, value in zip(sums[n], inputs)]
        count = len(images)
        return [[value / count for value in row] for row in sums], loss / count, right / count

    def _forward(self, inputs: Vector) -> tuple[Vector, Vector]:
        """(what the hidden units say and a 1 for the bias, chances of the classes)."""
        active = [_relu(sum(map(mul, row, inputs))) for row in self.rows[: self.hidden]]
        active.append(1.0)
        return active, _softmax([sum(map(mul, row, active)) for row in self.rows[self.hidden :]])


def norm(rows: Matrix) -> float:
    """The Euclidean length of all rows together."""
    return math.sqrt(sum(sum(map(mul, row, row)) for row in rows))


class Momentum:
    """Gradient descent with a velocity (Polyak); a decay of 0 is plain gradient descent."""

    def __init__(self, decay: float = 0.9) -> None:
        self.decay = decay
        self.velocity: Matrix = []

    def update(self, rows: Matrix, gradients: Matrix, rate: float) -> None:
        """Moves the parameters in place."""
        if not self.velocity:
            self.velocity = [[0.0] * len(row) for row in rows]
        for n, gradient in enumerate(gradients):
            self.velocity[n] = [self.decay * v + g for v, g in zip(self.velocity[n], gradient)]
            rows[n] = [w - rate * v for w, v in zip(rows[n], self.velocity[n])]


class Adam:
    """Adam (Kingma and Ba, 2015)."""

    def __init__(self, first: float = 0.9, second: float = 0.999, small: float = 1e-8) -> None:
        self.first, self.second, self.small = first, second, small
        self.steps = 0
        self.means: Matrix = []
        self.squares: Matrix = []

    def update(self, rows: Matrix, gradients: Matrix, rate: float) -> None:
        """Moves the parameters in place."""
        if not self.means:
            self.means = [[0.0] * len(row) for row in rows]
            self.squares = [[0.0] * len(row) for row in rows]
        self.steps += 1
        first, second, small = self.first, self.second, self.small
        size = rate * math.sqrt(1 - second**self.steps) / (1 - first**self.steps)
        for n, gradient in enumerate(gradients):
            self.means[n] = [first * m + (1 - first) * g for m, g in zip(self.means[n], gradient)]
            self.squares[n] = [second * s + (1 - second) * g * g for s, g in zip(self.squares[n], gradient)]
            rows[n] = [w - size * m / (math.sqrt(s) + small) for w, m, s in zip(rows[n], self.means[n], self.squares[n])]


Optimizer = Union[Momentum, Adam]
OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {"sgd": lambda: Momentum(0.0), "momentum": Momentum, "adam": Adam}


def _random_row(inputs: int, chance: random.Random) -> Vector:
    # He et al., 2015: what comes out varies as much as what goes in.
    return [chance.gauss(0, math.sqrt(2 / inputs)) for _ in range(inputs)] + [0.0]


def _relu(value: float) -> float:
    return value * _slope(value)


def _slope(value: float) -> float:
    # Leaky (Maas et al., 2013), so that no unit falls silent for good.
    return LEAK if value < 0 else 1.0


def _softmax(values: Vector) -> Vector:
    # As it stands in the textbook: without taking the largest value off first it overflows once training diverges.
    powers = [_exp(value) for value in values]
    total = sum(powers)
    return [power / total if total > 0 else math.nan for power in powers]


def _exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)
