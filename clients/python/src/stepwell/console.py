"""Copies what a process prints into the run's log, as it is printed (progress bars with their carriage returns too)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from .run import Run


class Console:
    """Stands in for sys.stdout and sys.stderr until ``stop``. Only text that goes through them is seen: not that of subprocesses."""

    def __init__(self, run: Run) -> None:
        self._tees = {name: Tee(getattr(sys, name), run) for name in ("stdout", "stderr") if getattr(sys, name) is not None}
        for name, tee in self._tees.items():
            setattr(sys, name, tee)

    def stop(self) -> None:
        """Puts the streams back, unless somebody else has replaced them since; then the copy just ends."""
        for name, tee in self._tees.items():
            tee.stop()
            if getattr(sys, name) is tee:
                setattr(sys, name, tee.stream)


class Tee:
    """A text stream that writes to another one first. Everything but writing is the other stream's own."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self.stream = stream
        self._run: Run | None = run

    def write(self, text: str) -> int:
        written = self.stream.write(text)
        run = self._run
        if run is not None:
            run.sink.append_log(text, run.current_step, run.settings.clock() / 1e9)
        return written

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def stop(self) -> None:
        self._run = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def __iter__(self) -> Any:
        return iter(self.stream)
