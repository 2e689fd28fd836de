"""Writes a run into its folder. Each event is one write() on a file of this process alone before the call returns: no queue, no thread."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import threading
from typing import Any, Mapping, Sequence

from .errors import DeliveryError, OptionError
from .json_values import merge, read_json_object, write_json_file
from .facts import is_alive
from .lines import event_line
from .log_file import LogFile
from .read_steps import read_last_steps
from .reporter import Reporter
from .run_folder import open_events, open_folder
from .settings import Settings
from .sink import SeriesKey
from .strategies import ErrorStrategy, LogLevel


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
        try:
            self._fd, self._file = open_events(self.path, not self.resumed, settings.rank)
        except OSError as error:
            raise OptionError(f"run folder {self.place} cannot be written: {error.strerror or error}") from error
        self._before = frozenset(path.name for path in self.path.glob("events*.jsonl")) - {self._file}
        #: What a full disk left unwritten of a line. Written before anything else, so that no line is ever torn for good.
        self._rest = b""
        self._log: LogFile | None = None
        self._json_lock = threading.RLock()
        self._meta: dict[str, Any] = read_json_object(self.path / "meta.json")
        self._summary: dict[str, Any] = read_json_object(self.path / "summary.json")
        self._status: dict[str, Any] = self._begin(facts)

    def append(self, line: str) -> None:
        data = line.encode()
        if self._rest:
            data = self._rest + data
        try:
            written = os.write(self._fd, data)
        except OSError as error:
            self._write_failed(error, data)
            return
        if written != len(data):
            self._finish_line(data, written)
        elif self._rest:
            self._rest = b""

    def append_all(self, lines: Sequence[str]) -> None:
        self.append("".join(lines))

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
        """Every call has written before it returned; only a line cut by a full disk can be waiting."""
        if self._rest:
            self._write_rest()
        return not self._rest

    def close(self, status: str | None, reason: str | None) -> None:
        if not self.flush(None):
            self._reporter.drop("disk")
        if status is not None and self._ends_run():
            with self._json_lock:
                self._status.update(status=status, ended_at=self._clock() / 1e9, exit_reason=reason)
                self._write_json("status.json", self._status)
        # Never opened in a child that logged nothing, or that could open nothing.
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
        if self._log is not None:
            self._log.close()

    def renew_after_fork(self) -> None:
        """In the child: never write the parent's files. A file of its own is opened with the first event."""
        with contextlib.suppress(OSError):
            os.close(self._fd)
        self._fd = -1
        self._rest = b""
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

    def _write_failed(self, error: OSError, data: bytes) -> None:
        if error.errno == errno.EBADF and self._reopen():
            self.append(data.decode())
            return
        failure = DeliveryError(f"{self.path / self._file}: {error.strerror or error}: the event is not written")
        self._reporter.fail_call(failure, "disk")

    def _write_rest(self) -> OSError | None:
        try:
            self._rest = self._rest[os.write(self._fd, self._rest) :]
        except OSError as error:
            return error
        return None

    def _reopen(self) -> bool:
        """The file is not open in this process: after a fork, or when somebody closed all descriptors."""
        try:
            self._fd, self._file = open_events(self.path, False, self._rank)
        except OSError:
            return False
        return True

    def _finish_line(self, data: bytes, written: int) -> None:
        """A short write: the disk is full, or a signal came between. The remainder goes first, now or with the next event."""
        if written < len(self._rest):
            # Not even the earlier line is complete: the new one is given up.
            self._rest = self._rest[written:]
            self._reporter.drop("disk")
        else:
            self._rest = data[written:]
        error = self._write_rest()
        if error is not None:
            message = f"{self.path / self._file}: {error.strerror or error}: an event is cut and waits for room"
            self._reporter.fail(message)
            if self._reporter.strategy is ErrorStrategy.RAISE_ON_LOG:
                self._reporter.raise_noted()

