"""A progress bar in the manner of tqdm: a line on stderr that is drawn over and over."""

from __future__ import annotations

import sys
import time

_WIDTH = 20
_SECONDS = 0.1


class Progress:
    """Counts to ``total``; drawn at most ten times a second."""

    def __init__(self, total: int, start: int = 0) -> None:
        self._total, self._start = total, start
        self._began = time.monotonic()
        self._drawn = 0.0
        self._length = 0

    def show(self, done: int, loss: float) -> None:
        """Draws the bar, unless it was drawn a moment ago."""
        now = time.monotonic()
        if now - self._drawn >= _SECONDS:
            self._drawn = now
            self._draw(done, f", loss={loss:.3f}")

    def clear(self) -> None:
        """Takes the bar away, so that a line of text can stand there."""
        sys.stderr.write("\r" + " " * self._length + "\r")
        self._length = 0
        sys.stderr.flush()

    def close(self, done: int) -> None:
        """Draws the bar for the last time and lets it stand."""
        self._draw(done, "")
        sys.stderr.write("\n")
        sys.stderr.flush()

    def _draw(self, done: int, further: str) -> None:
        gone = time.monotonic() - self._began
        speed = (done - self._start) / gone if gone > 0 else 0.0
        left = (self._total - done) / speed if speed > 0 else 0.0
        full = _WIDTH * done // self._total
        bar = "█" * full + " " * (_WIDTH - full)
        text = f"{100 * done // self._total:3d}%|{bar}| {done}/{self._total} [{_clock(gone)}<{_clock(left)}, {speed:.2f}it/s{further}]"
        sys.stderr.write("\r" + text.ljust(self._length))
        self._length = len(text)
        sys.stderr.flush()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
