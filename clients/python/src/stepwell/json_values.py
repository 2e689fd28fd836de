"""Config, metadata and summary values as JSON can carry them, and small JSON files replaced in one step."""

from __future__ import annotations

import dataclasses
import json
import os
from enum import Enum
from pathlib import Path
from typing import Any, Mapping

from .errors import InvalidMetricError
from .values import float_text, to_number

_DEPTH = 32


def to_json_value(value: Any, depth: int = 0) -> Any:
    """``value`` as JSON: mappings, sequences, dataclasses, namespaces, enums, paths and NumPy values are understood,
    non-finite floats become the strings readers know, and anything else becomes its text. Never raises."""
    if value is None or isinstance(value, (bool, str)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, float):
        return json.loads(float_text(value))
    if isinstance(value, int):
        return int(value)
    if depth >= _DEPTH:
        return str(value)
    if isinstance(value, Enum):
        return to_json_value(value.value, depth + 1)
    if isinstance(value, Mapping):
        return {str(key): to_json_value(one, depth + 1) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json_value(one, depth + 1) for one in value]
    if isinstance(value, (set, frozenset)):
        return [to_json_value(one, depth + 1) for one in sorted(value, key=str)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json_value(getattr(value, field.name), depth + 1) for field in dataclasses.fields(value)}
    return _foreign(value, depth)


def _foreign(value: Any, depth: int) -> Any:
    if type(value).__name__ == "Namespace":  # argparse
        return to_json_value(vars(value), depth + 1)
    if callable(getattr(value, "tolist", None)):  # NumPy, torch
        try:
            return to_json_value(value.tolist(), depth + 1)
        except Exception:
            return str(value)
    try:
        return to_json_value(to_number(value), depth + 1)
    except InvalidMetricError:
        return str(value)


def to_json_object(value: Any, what: str) -> dict[str, Any]:
    """``value`` as a JSON object. Raises InvalidMetricError naming ``what`` when it is no mapping."""
    made = to_json_value(value)
    if not isinstance(made, dict):
        raise InvalidMetricError(f"{what} must be a dict, not {type(value).__name__}")
    return made


def merge(into: Mapping[str, Any], update: Mapping[str, Any]) -> dict[str, Any]:
    """``into`` with ``update`` merged key by key, objects deeply. A new dict; neither argument changes."""
    merged = dict(into)
    for key, value in update.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def read_json_object(path: Path) -> dict[str, Any]:
    """The JSON object of a file, {} when it is missing, unreadable or no object."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json_file(path: Path, value: Mapping[str, Any]) -> None:
    """Replaces ``path`` in one step: a reader or a crash sees the old or the new file. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(value, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
