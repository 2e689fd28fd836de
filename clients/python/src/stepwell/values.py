"""Numbers as JSON text. A value that is no number is refused; a non-finite one is a value like any other."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from .errors import InvalidMetricError

_NON_FINITE = {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}
_REFUSED = (str, bytes, bytearray, bool, complex, type(None))
_LARGEST = 2**1024


def float_text(value: float) -> str:
    """JSON of a float: shortest text that reads back as the same double; non-finite values are the strings that readers know."""
    text = float.__repr__(value)
    return text if isfinite(value) else _NON_FINITE[text]


def number_text(value: Any) -> str:
    """JSON of a metric value: int, float, NumPy scalar, 0-d array, one-element tensor, Decimal, Fraction …

    Integers keep all their digits (readers use the nearest double beyond 2^53 and count it).
    Raises InvalidMetricError for text, booleans, None, complex numbers and arrays of several elements.
    """
    kind = type(value)
    if kind is float:
        return float_text(value)
    if kind is int:
        return _int_text(value)
    number = to_number(value)
    return float_text(number) if isinstance(number, float) else _int_text(number)


def to_number(value: Any) -> int | float:
    """The plain Python number that ``value`` stands for. Raises InvalidMetricError when it stands for none."""
    if isinstance(value, _REFUSED) or _is_boolean_array(value):
        raise InvalidMetricError(f"{_shown(value)} is not a number")
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int):
        return int(value)
    try:
        if callable(getattr(value, "item", None)):
            inner = value.item()
            return float(inner) if type(inner) is type(value) else to_number(inner)
        return value.__index__() if hasattr(value, "__index__") else float(value)
    except InvalidMetricError:
        raise
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    except Exception as error:
        raise InvalidMetricError(f"{_shown(value)} is not a number: {error}") from None


def to_double(value: Any) -> float:
    """``to_number`` as a double; what is beyond its range is infinite."""
    number = to_number(value)
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def to_integer(value: Any, what: str) -> int:
    """A whole number (a whole float counts as one). Raises InvalidMetricError naming ``what``."""
    if type(value) is int:
        return value
    try:
        number = to_number(value)
    except InvalidMetricError as error:
        raise InvalidMetricError(f"{what}: {error}") from None
    if isinstance(number, float):
        if not number.is_integer():
            raise InvalidMetricError(f"{what} must be a whole number, not {_shown(value)}")
        return int(number)
    return number


def label_texts(labels: Any) -> dict[str, str]:
    """Labels as a map of texts, sorted by key. What is no text becomes its JSON (True is "true", 0 is "0")."""
    if not isinstance(labels, dict):
        raise InvalidMetricError(f"labels must be a dict of texts, not {type(labels).__name__}")
    return {str(key): _label_text(labels[key]) for key in sorted(labels, key=str)}


def _label_text(value: Any) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    try:
        return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(value)


def _is_boolean_array(value: Any) -> bool:
    dtype = getattr(value, "dtype", None)
    return getattr(dtype, "kind", "") == "b"


def _int_text(value: int) -> str:
    # Beyond the range of doubles a reader could only see infinity, and Python refuses to print very long integers.
    if -_LARGEST < value < _LARGEST:
        return int.__repr__(value)
    return '"Infinity"' if value > 0 else '"-Infinity"'


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
