"""Copies what a process prints into the run's log, as it is printed (progress bars with their carriage returns too)."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from .run import Run


class Console:
    """Listens to sys.stdout and sys.stderr until ``stop``. What subprocesses and C code print past them is not seen."""

    def __init__(self, run: Run) -> None:
        streams = (sys.stdout, sys.stderr)
        self._taps = [Tap(stream, run) for stream in dict.fromkeys(streams) if stream is not None]

    def stop(self) -> None:
        """Ends the copy and puts back what was there, unless somebody has wrapped it since."""
        for tap in self._taps:
            tap.stop()


class Tap:
    """Listens to one stream. The stream itself stays in place, so that logging handlers made earlier are heard too,
    and isatty, encoding and buffer are its own; only its ``write`` is another one."""

    def __init__(self, stream: Any, run: Run) -> None:
        self._stream = stream
        self._run: Run | None = run
        self._write: Callable[[str], int] = stream.write
        self._before = getattr(stream, "__dict__", {}).get("write")
        self._own = self.write
        with contextlib.suppress(AttributeError, TypeError):  # A stream of slots cannot be listened to.
            stream.write = self._own

    def write(self, text: str) -> int:
        written = self._write(text)
        run = self._run
        if run is not None and isinstance(text, str):
            run.sink.append_log(text, run.current_step, run.settings.clock() / 1e9)
        return written

    def stop(self) -> None:
        self._run = None
        if getattr(self._stream, "__dict__", {}).get("write") is not self._own:
            return
        if self._before is None:
            del self._stream.write
        else:
            self._stream.write = self._before
