"""Writes a run into its folder. Each event is one write() on a file of this process alone before the call returns: no queue, no thread."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Any, Mapping

from .errors import DeliveryError, OptionError
from .event_file import EventFile
from .json_values import merge, read_json_object, write_json_file
from .facts import is_alive
from .lines import event_line
from .log_file import LogFile
from .read_steps import read_last_steps
from .reporter import Reporter
from .run_folder import open_events, open_folder
from .settings import Settings
from .sink import Pending, SeriesKey
from .strategies import LogLevel


class FolderSink:
    """``append``, ``append_all`` and ``put_image`` are called under the run's lock; the rest locks for itself."""

    def __init__(self, settings: Settings, reporter: Reporter, facts: Mapping[str, Any]) -> None:
        self.path, self.resumed = open_folder(settings)
        self.run_id = self.path.name
        self.place = str(self.path)
        self._reporter = reporter
        self._clock = settings.clock
        self._rank = settings.rank
        #: Rank 0, or the only process: the one whose end is the run's end.
        self._owner = not settings.rank
        self._is_child = False
        created = not self.resumed

        def open_file() -> tuple[int, Path]:
            nonlocal created
            fd, name = open_events(self.path, created, settings.rank)
            created = False
            return fd, self.path / name

        try:
            self._file = EventFile(open_file, reporter)
        except OSError as error:
            raise OptionError(f"run folder {self.place} cannot be written: {error.strerror or error}") from error
        # The file's own methods: every logged value passes here.
        self.append = self._file.append
        self.append_all = self._file.append_all
        self._before = frozenset(path.name for path in self.path.glob("events*.jsonl")) - {self._file.path.name}
        self._log: LogFile | None = None
        self._json_lock = threading.RLock()
        self._meta: dict[str, Any] = read_json_object(self.path / "meta.json")
        self._summary: dict[str, Any] = read_json_object(self.path / "summary.json")
        self._status: dict[str, Any] = self._begin(facts)

    def append_log(self, text: str, step: int | None, ts: float) -> None:
        try:
            if self._log is None:
                self._log = LogFile(self.path, marks=self._owner)
            self._log.append(text, step, ts)
        except OSError as error:
            self._reporter.drop("console output")
            self._reporter.fail(f"{self.path / 'logs.txt'}: {error.strerror or error}")

    def put_image(self, image: bytes, name: str, ts: str, data: Mapping[str, Any]) -> str | None:
        path = f"media/{name}"
        try:
            (self.path / "media").mkdir(exist_ok=True)
            (self.path / path).write_bytes(image)
        except OSError as error:
            self._reporter.fail_call(DeliveryError(f"{self.path / path}: {error.strerror or error}"), "disk")
            return None
        self.append(event_line(ts, "image", {"key": data["key"], "path": path, "step": data["step"], "caption": data["caption"]}))
        return path

    def merge_meta(self, update: Mapping[str, Any]) -> None:
        with self._json_lock:
            self._meta = merge(self._meta, update)
            self._write_json("meta.json", self._meta)

    def merge_summary(self, update: Mapping[str, Any]) -> None:
        with self._json_lock:
            self._summary = merge(self._summary, update)
            self._write_json("summary.json", self._summary)

    def beat(self) -> None:
        if self._ends_run():
            with self._json_lock:
                if self._status.get("status") == "running":
                    self._status["heartbeat_at"] = self._clock() / 1e9
                    self._write_json("status.json", self._status)

    def last_steps(self) -> Mapping[SeriesKey, int]:
        return read_last_steps(self.path, self._before, self._rank)

    def summary(self) -> Mapping[str, Any]:
        return self._summary

    def set_primary_metric(self, name: str, mode: str) -> None:
        self.merge_summary({"best_metric_name": name, "best_metric_mode": mode})

    def config(self) -> Mapping[str, Any]:
        config = self._meta.get("config")
        return config if isinstance(config, dict) else {}

    def flush(self, timeout: float | None) -> bool:
        return self._file.flush()

    def deliver(self, attempts: int, timeout: float | None = None, free: bool = False) -> Pending:
        return Pending(events=0 if self._file.flush() else 1)

    def rest(self) -> None:
        """Nothing runs."""

    def set_status(self, status: str, reason: str | None) -> None:
        if not self._ends_run():
            return
        now = self._clock() / 1e9
        with self._json_lock:
            if status == "running":
                self._status.update(status=status, ended_at=None, exit_reason=None)
            else:
                self._status.update(status=status, ended_at=now, exit_reason=reason)
            self._write_json("status.json", self._status)

    def close(self, status: str | None, reason: str | None) -> None:
        self._file.close()
        if status is not None:
            self.set_status(status, reason)
        if self._log is not None:
            self._log.close()

    def renew_after_fork(self) -> None:
        """In the child: never write the parent's files. A file of its own is opened with the first event."""
        self._file.renew_after_fork()
        self._owner = False
        self._is_child = True
        self._json_lock = threading.RLock()
        if self._log is not None:
            self._log.renew_after_fork()

    def _ends_run(self) -> bool:
        """Rank 0 ends the run; another rank only where it made the run and rank 0 never came (a sweep with a run for each rank)."""
        if self._owner or self.resumed or self._is_child:
            return self._owner
        meta = read_json_object(self.path / "meta.json")
        return meta.get("pid") == os.getpid() and meta.get("hostname") == socket.gethostname()

    def _begin(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        now = self._clock() / 1e9
        before = read_json_object(self.path / "status.json")
        if self.resumed and not self._owner:
            return before
        if before.get("status") == "running" and self._rank is None:
            self._warn_of_writer()
        created = {} if self.resumed else {"id": self.path.name, "created_at": now}
        self.merge_meta({**facts, **created})
        status: dict[str, Any] = {"status": "running", "started_at": now, "ended_at": None, "exit_reason": None}
        if before:
            earlier = {name: before.get(name) for name in ("status", "started_at", "ended_at", "exit_reason")}
            status["attempts"] = [*before.get("attempts", []), earlier]
        self._write_json("status.json", status)
        return status

    def _warn_of_writer(self) -> None:
        """Two scripts with one run name write one run: allowed, and seldom meant."""
        pid = self._meta.get("pid")
        if not isinstance(pid, int) or self._meta.get("hostname") != socket.gethostname() or not is_alive(pid):
            return
        self._reporter.say(
            LogLevel.WARN, f"run {self._meta.get('key')} is being written by process {pid} too: another run_name keeps them apart"
        )

    def _write_json(self, name: str, value: Mapping[str, Any]) -> None:
        try:
            write_json_file(self.path / name, value)
        except OSError as error:
            self._reporter.fail(f"{self.path / name}: {error.strerror or error}")
