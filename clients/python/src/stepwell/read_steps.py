"""Reads back the last step of each series from a run's files, so that automatic steps go on behind it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Iterable

from .lines import RESERVED
from .sink import SeriesKey

_NON_FINITE = frozenset(("NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"))
_OTHER_RANK = re.compile(r"^events\.rank[1-9]\d*[.-]")


def read_last_steps(folder: Path, names: Iterable[str], rank: int | None) -> dict[SeriesKey, int]:
    """From the files ``names`` of ``folder``. A rank goes on behind its own files only: its peers count for themselves."""
    steps: dict[SeriesKey, int] = {}
    for name in sorted(names):
        if _concerns(name, rank):
            try:
                with open(folder / name, "rb") as lines:
                    for line in lines:
                        _take_line(line, steps)
            except OSError:
                continue
    return steps


def _concerns(name: str, rank: int | None) -> bool:
    if rank is None:
        return True
    if rank == 0:
        return _OTHER_RANK.match(name) is None
    return name.startswith((f"events.rank{rank}.", f"events.rank{rank}-"))


def _take_line(line: bytes, steps: dict[SeriesKey, int]) -> None:
    if not line.endswith(b"\n"):
        return
    try:
        event = json.loads(line)
        data = event["data"]
        if event["type"] == "metrics":
            _take_metrics(data, steps)
        elif event["type"] == "metric":
            labels = data.get("labels") or {}
            _note(steps, (data["name"], data.get("scale", "ML_STEP"), tuple(sorted(labels.items()))), data.get("step"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def _take_metrics(data: dict[str, Any], steps: dict[SeriesKey, int]) -> None:
    step = data.get("global_step")
    step = data.get("step") if step is None else step
    for name, value in data.items():
        if name in RESERVED or isinstance(value, bool):
            continue
        if isinstance(value, (int, float)) or (isinstance(value, str) and value in _NON_FINITE):
            _note(steps, (name, "ML_STEP", ()), step)


def _note(steps: dict[SeriesKey, int], key: SeriesKey, step: Any) -> None:
    if isinstance(step, float) and step.is_integer():
        step = int(step)
    if type(step) is int and step > steps.get(key, -1):
        steps[key] = step
