"""logs.txt of a run, and the sparse marks beside it that tie its bytes to time and step."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

_FLAGS = os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)


class LogFile:
    """Appends what was printed as it was printed. Thread-safe. All methods raise OSError."""

    def __init__(self, path: Path, marks: bool) -> None:
        self._lock = threading.RLock()
        self._fd = os.open(path / "logs.txt", _FLAGS, 0o644)
        self._marks = os.open(path / "logs.times.jsonl", _FLAGS, 0o644) if marks else -1
        self._marked_at = 0.0
        self._marked_step: int | None = None
        self._at_line_start = True
        end = os.lseek(self._fd, 0, os.SEEK_END)
        # An earlier attempt may have been killed inside a line; the new one begins with a line of its own.
        if end > 0 and os.lseek(self._fd, end - 1, os.SEEK_SET) >= 0 and os.read(self._fd, 1) != b"\n":
            os.write(self._fd, b"\n")

    def append(self, text: str, step: int | None, ts: float) -> None:
        """``ts`` is Unix seconds, ``step`` where training stands. A mark is set at a line's start, once a second or at a new step."""
        data = text.encode("utf-8", "backslashreplace")
        if not data:
            return
        with self._lock:
            os.write(self._fd, data)
            # On an O_APPEND file the position after a write is its end, whoever else appends.
            begin = os.lseek(self._fd, 0, os.SEEK_CUR) - len(data)
            if self._at_line_start and self._marks >= 0:
                self._mark(begin, step, ts)
            self._at_line_start = data.endswith(b"\n")

    def _mark(self, offset: int, step: int | None, ts: float) -> None:
        if step == self._marked_step and ts - self._marked_at < 1.0:
            return
        self._marked_at = ts
        self._marked_step = step
        mark = {"offset": offset, "ts": round(ts, 6), "step": step}
        os.write(self._marks, f"{json.dumps(mark)}\n".encode())

    def renew_after_fork(self) -> None:
        """In the child: appends on, without marks (those are the parent's)."""
        self._lock = threading.RLock()
        if self._marks >= 0:
            os.close(self._marks)
        self._marks = -1

    def close(self) -> None:
        os.close(self._fd)
        if self._marks >= 0:
            os.close(self._marks)
