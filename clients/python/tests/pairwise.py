"""Combinations in which every two values of different factors meet at least once. For tests only."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any, Mapping, Sequence


def pairwise(factors: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Greedy: each combination is the one that makes most new pairs meet. The same factors give the same list."""
    names = list(factors)
    missing = {
        ((a, x), (b, y)) for a, b in combinations(names, 2) for x, y in product(factors[a], factors[b])
    }  # fmt: skip
    everything = [dict(zip(names, values)) for values in product(*factors.values())]
    chosen: list[dict[str, Any]] = []
    while missing:
        best = max(everything, key=lambda one: len(missing & pairs_of(one)))
        missing -= pairs_of(best)
        chosen.append(best)
    return chosen


def pairs_of(one: Mapping[str, Any]) -> set[tuple[Any, Any]]:
    return set(combinations(one.items(), 2))
