"""Pictures that plotting libraries make, without importing them."""

from __future__ import annotations

import io
import sys
from types import ModuleType
from typing import Any


def is_figure(value: Any) -> bool:
    """Whether it can draw itself into a file: a matplotlib figure, or the pyplot module."""
    holder = value if isinstance(value, ModuleType) else type(value)
    return callable(getattr(holder, "savefig", None))


def figure_bytes(figure: Any) -> bytes:
    """PNG of a matplotlib figure. Raises what the library raises."""
    made = io.BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


def close_figure(figure: Any) -> None:
    """Frees a figure that pyplot keeps, where pyplot is in use at all."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
