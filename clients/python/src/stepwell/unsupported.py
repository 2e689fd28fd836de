"""What a shim cannot do: said once, counted, never raised."""

from __future__ import annotations

from typing import Any

from .reporter import Reporter


class Unsupported:
    """Stands for whatever a script makes with a call that is not supported: takes any call on itself and does nothing."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Unsupported:
        return self

    def __repr__(self) -> str:
        return f"<{self.what}: not supported by stepwell>"


def note_unsupported(reporter: Reporter, what: str) -> None:
    """Counts one use, among what is said at close; says it the first time."""
    reporter.drop(f"{what} is not supported")
    reporter.fail(f"{what} is not supported: the call is counted and does nothing else")
