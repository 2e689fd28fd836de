"""The series of a run as the writer knows them: their next step, their encoded name, and the best value of a primary metric."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from .errors import InvalidMetricError
from .lines import quote
from .sink import SeriesKey
from .values import to_double

#: Readers refuse longer names.
LONGEST_NAME = 1024


class Best:
    """Best finite value seen, with its step. ``mode`` is "max" or "min"."""

    __slots__ = ("mode", "value", "step")

    def __init__(self, mode: str, value: float | None = None, step: int | None = None) -> None:
        self.mode = mode
        self.value = value
        self.step = step

    def note(self, value: Any, step: int | None) -> None:
        """Takes in one loggable value; non-finite ones are never the best."""
        value = value if type(value) is float else to_double(value)
        if value - value != 0.0:
            return
        if self.value is None or (value > self.value if self.mode == "max" else value < self.value):
            self.value = value
            self.step = step


class Series:
    """``next`` is the step that an automatic step takes; ``prefix`` is ``"name": ``."""

    __slots__ = ("next", "prefix", "best")

    def __init__(self, name: str, first: int) -> None:
        self.next = first
        self.prefix = f"{quote(name)}: "
        self.best: Best | None = None

    def note(self, step: int) -> None:
        """A step was used: automatic ones go on behind it."""
        if step >= self.next:
            self.next = step + 1


class SeriesBook:
    """All series by (name, scale, labels). What a resumed run had is read when the first series needs it."""

    def __init__(self, last_steps: Callable[[], Mapping[SeriesKey, int]]) -> None:
        self.plain: dict[str, Series] = {}
        self._others: dict[SeriesKey, Series] = {}
        self._read_last_steps = last_steps
        self._last_steps: Mapping[SeriesKey, int] | None = None

    def find(self, name: str, scale: str, labels: Mapping[str, str]) -> Series:
        """The series, a new one where it is not known. Raises InvalidMetricError for a name that cannot be one."""
        if scale == "ML_STEP" and not labels:
            known = self.plain.get(name) if type(name) is str else None
            if known is None:
                known = self._open((name, scale, ()))
                if name not in ("global_step", "step", "time", "stage"):
                    self.plain[name] = known
                else:
                    self._others[(name, scale, ())] = known
            return known
        key = (name, scale, tuple(labels.items()))
        known = self._others.get(key)
        if known is None:
            known = self._others[key] = self._open(key)
        return known

    def _open(self, key: SeriesKey) -> Series:
        name = key[0]
        if not isinstance(name, str) or name == "" or length_of(name) > LONGEST_NAME:
            raise InvalidMetricError(f"a metric name is a text of 1 to {LONGEST_NAME} characters")
        if key in self._others:
            return self._others[key]
        if self._last_steps is None:
            self._last_steps = self._read_last_steps()
        return Series(name, self._last_steps.get(key, -1) + 1)


def length_of(text: str) -> int:
    """In UTF-16 units, as readers in JavaScript count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
