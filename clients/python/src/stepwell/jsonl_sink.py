"""Writes a run into one file of event lines, which opens as a run on its own (docs/format.md, "run, status")."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Mapping

from .errors import DeliveryError, OptionError
from .event_file import EventFile
from .lines import event_line, seconds_text
from .noop_sink import NoopSink
from .reporter import Reporter
from .settings import Settings
from .sink import Pending

_FLAGS = os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
#: Fields of the first line are looked for within this many bytes.
_LONGEST_OPENING = 1024 * 1024


class JsonlSink(NoopSink):
    """What a file of lines cannot hold (console text, images) is counted as dropped.

    The first line says which run it is (type ``run``), a ``status`` line what became of it; later ones win, field by field.
    A forked child appends to the same file: each line is one write().
    """

    def __init__(self, path: Path, settings: Settings, reporter: Reporter, facts: Mapping[str, Any]) -> None:
        """Raises OptionError where the file holds something else than this run, or cannot be written."""
        self.path = path
        self.place = str(path)
        self.run_id = path.name[: -len(".jsonl")] if path.name.endswith(".jsonl") else path.name
        self._reporter = reporter
        self._clock = settings.clock
        self._pid = os.getpid()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            before = _opening(path)
            self.resumed = before is not None
            if before is not None and before.get("key") != settings.run_name:
                raise OptionError(f"path={self.place!r} holds {_shown(before)}: give {settings.run_name!r} a file of its own")
            self._file = EventFile(lambda: (os.open(path, _FLAGS, 0o644), path), reporter)
            _end_line(self._file.path)
        except OSError as error:
            raise OptionError(f"path={self.place!r} cannot be written: {error.strerror or error}") from error
        self.append = self._file.append  # type: ignore[method-assign]
        self.append_all = self._file.append_all  # type: ignore[method-assign]
        now = self._now()
        self.merge_meta({**facts, **({} if self.resumed else {"created_at": now})})
        self._write("status", {"status": "running", "started_at": now, **({"ended_at": None} if self.resumed else {})})

    def append_log(self, text: str, step: int | None, ts: float) -> None:
        self._reporter.drop("console output")

    def put_image(self, image: bytes, name: str, ts: str, data: Mapping[str, Any]) -> str | None:
        self._reporter.fail_call(DeliveryError(f"image {data['key']!r}: a single file holds no images"), "cannot be logged")
        return None

    def merge_meta(self, update: Mapping[str, Any]) -> None:
        self._write("run", update)

    def flush(self, timeout: float | None) -> bool:
        return self._file.flush()

    def deliver(self, attempts: int, timeout: float | None = None, free: bool = False) -> Pending:
        return Pending(events=0 if self._file.flush() else 1)

    def set_status(self, status: str, reason: str | None) -> None:
        if os.getpid() != self._pid:
            return
        ended = None if status == "running" else self._now()
        self._write("status", {"status": status, "ended_at": ended, "exit_reason": reason})

    def renew_after_fork(self) -> None:
        self._file.renew_after_fork()

    def close(self, status: str | None, reason: str | None) -> None:
        if status is not None:
            self.set_status(status, reason)
        self._file.close()

    def _now(self) -> float:
        """Unix seconds; whole microseconds, so that the double is the nearest to what the line's ``ts`` says."""
        return self._clock() // 1000 / 1e6

    def _write(self, kind: str, data: Mapping[str, Any]) -> None:
        self.append(event_line(seconds_text(self._clock()), kind, dict(data)))


def _opening(path: Path) -> dict[str, Any] | None:
    """What the first line says of the run, {} when it says nothing, None when there is no file or nothing in it."""
    try:
        with open(path, "rb") as file:
            line = file.readline(_LONGEST_OPENING)
    except FileNotFoundError:
        return None
    if line == b"":
        return None
    try:
        event = json.loads(line)
        data = event["data"] if event["type"] == "run" else {}
    except (ValueError, KeyError, TypeError):
        return {}
    return data if isinstance(data, dict) else {}


def _end_line(path: Path) -> None:
    """An earlier writer may have been killed inside a line; what comes next begins with a line of its own."""
    with open(path, "r+b") as file:
        if file.seek(0, os.SEEK_END) > 0:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")


def _shown(before: Mapping[str, Any]) -> str:
    return f"the run {before['key']!r}" if "key" in before else "something else than a run"
