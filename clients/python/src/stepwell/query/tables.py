"""Results as tables, and warnings about them."""

from __future__ import annotations

import sys
import warnings
from typing import Any, Sequence

_PACKAGE = __name__.split(".", 1)[0]


def to_table(rows: list[dict[str, Any]], columns: Sequence[str]) -> Any:
    """A pandas.DataFrame where pandas is installed, else the rows. ``columns`` come first, and are there without rows, too."""
    try:
        import pandas
    except ImportError:
        return rows
    further = dict.fromkeys(name for row in rows for name in row)
    return pandas.DataFrame(rows, columns=list(dict.fromkeys([*columns, *further])))


def warn_caller(text: str) -> None:
    """A UserWarning at the line outside of this package that led here."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").split(".", 1)[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    warnings.warn(text, stacklevel=level)
