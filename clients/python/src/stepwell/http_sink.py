"""Sends a run to a server, which writes the same folder (contract: shared/ingest.ts)."""

from __future__ import annotations

import base64
import secrets
import time
from typing import Any, Mapping, Sequence
from urllib.parse import quote

from .dispatcher import Dispatcher
from .errors import DeliveryError, ServerError
from .event_queue import MOST_ITEMS, EventQueue, image_line
from .http_client import HttpClient, refusal
from .json_values import merge
from .reporter import Reporter
from .run_start import RUNS, RunStart
from .settings import Delivery, Settings
from .sink import Pending, SeriesKey
from .strategies import CloseStrategy, ResumeStrategy

#: A request is refused above 16 MiB, and base64 is a third longer than what it stands for.
LARGEST_IMAGE = 11 * 1024 * 1024


class HttpSink:
    """A bounded queue and background threads. Lines bear ``<session>:<counter>``, so that a repeated request adds nothing."""

    def __init__(
        self, settings: Settings, delivery: Delivery, reporter: Reporter, facts: Mapping[str, Any], diff: bytes = b""
    ) -> None:
        self._settings = settings
        self._delivery = delivery
        self._reporter = reporter
        self._start = RunStart(settings, delivery, facts, diff)
        self._summary: dict[str, Any] = {}
        self._session = settings.session
        self._client = HttpClient(delivery.server, delivery.api_key)
        self._answer = self._start.ask_patiently(self._client, self._session)
        self._run_id = str(self._answer["id"])
        self.resumed = self._answer.get("resumed") is True
        self.place = f"{delivery.server}/{str(self._answer.get('url', '')).lstrip('/')}"
        self._queue = self._open_queue()
        self._dispatcher = self._open_dispatcher()
        self._started = self._start_threads()
        _finish_with_worker_processes(self)

    def append(self, line: str) -> None:
        self._started = self._started or self._start_threads()
        self._queue.put(line)
        if not self._started:  # ``rest`` came between.
            self._started = self._start_threads()
        if self._reporter.must_raise:
            self._reporter.raise_noted()

    def append_all(self, lines: Sequence[str]) -> None:
        self._started = self._started or self._start_threads()
        for line in lines:
            self._queue.put(line)
        if self._reporter.must_raise:
            self._reporter.raise_noted()

    def append_log(self, text: str, step: int | None, ts: float) -> None:
        self._started = self._started or self._start_threads()
        self._queue.put_log(text, step, int(ts * 1e9))

    def put_image(self, image: bytes, name: str, ts: str, data: Mapping[str, Any]) -> str | None:
        if len(image) > LARGEST_IMAGE:
            error = DeliveryError(f"image {data['key']!r} has {len(image)} bytes: a server takes at most {LARGEST_IMAGE}")
            self._reporter.fail_call(error, "cannot be logged")
            return None
        self._started = self._started or self._start_threads()
        if self._queue.put_image(lambda: image_line(ts, dict(data), base64.b64encode(image).decode())):
            self._dispatcher.start_images()
        return None

    def merge_meta(self, update: Mapping[str, Any]) -> None:
        config = update.get("config")
        rest = {name: value for name, value in update.items() if name != "config"}
        self._dispatcher.patch({**({"config": config} if config is not None else {}), **({"meta": rest} if rest else {})})

    def merge_summary(self, update: Mapping[str, Any]) -> None:
        self._summary = merge(self._summary, update)
        self._dispatcher.patch({"summary": dict(update)})

    def set_primary_metric(self, name: str, mode: str) -> None:
        self._dispatcher.patch({"primary_metric": {"name": name, "mode": mode}})

    def config(self) -> Mapping[str, Any]:
        return {}

    def summary(self) -> Mapping[str, Any]:
        return self._summary

    def beat(self) -> None:
        """The dispatcher does so itself."""

    def last_steps(self) -> Mapping[SeriesKey, int]:
        steps: dict[SeriesKey, int] = {}
        for one in self._answer.get("last_steps") or []:
            labels = one.get("labels") or {}
            steps[(one["name"], one.get("scale", "ML_STEP"), tuple(sorted(labels.items())))] = one["step"]
        return steps

    def flush(self, timeout: float | None) -> bool:
        return self._dispatcher.flush(timeout)

    def deliver(self, attempts: int, timeout: float | None = None, free: bool = False) -> Pending:
        if not self._started:
            if self._dispatcher.pending().nothing:
                return Pending()
            self._started = self._start_threads()
        return self._dispatcher.deliver(attempts, timeout, free)

    def rest(self) -> None:
        with self._queue.changed:
            if self._started and self._dispatcher.idle:
                self._dispatcher.stop(0.0)
                self._dispatcher = self._open_dispatcher()
                self._started = False

    def set_status(self, status: str, reason: str | None) -> None:
        with self._queue.changed:
            self._dispatcher.patch({"status": status, "exit_reason": reason})
        self._started = self._started or self._start_threads()

    def close(self, status: str | None, reason: str | None) -> None:
        """By strategy: waits for what is on its way and one request more, for everything, or for nothing; then the status."""
        strategy = self._settings.close
        self._queue.close()
        try:
            self._wait_on_close(strategy)
        except KeyboardInterrupt:
            # Ctrl-C while waiting: what is left is given up, and counted.
            strategy = CloseStrategy.IMMEDIATE
        with self._queue.changed:
            self._dispatcher.stop(0.0)
            self._reporter.drop_some("not awaited on close", self._queue.abandon())
        if status is not None:
            self._send_status(status, reason, strategy)
        self._client.close()

    @property
    def run_id(self) -> str:
        return self._run_id

    def renew_after_fork(self) -> None:
        """In the child: a session, a queue and threads of its own. What waits in the parent's queue is the parent's to send."""
        self._session = secrets.token_hex(8)
        self._client = HttpClient(self._delivery.server, self._delivery.api_key)
        self._run_id = ""
        self._queue = self._open_queue()
        self._dispatcher = self._open_dispatcher()
        self._started = False

    def _open_queue(self) -> EventQueue:
        return EventQueue(self._session, self._delivery.event_queue_size, self._settings.backpressure, self._reporter)

    def _open_dispatcher(self) -> Dispatcher:
        return Dispatcher(self._queue, self._delivery, self._reporter, self._run_path)

    def _start_threads(self) -> bool:
        self._dispatcher.start()
        return True

    def _run_path(self, client: HttpClient) -> str:
        if self._run_id == "":
            self._answer = self._start.ask(client, self._session, ResumeStrategy.ALLOW)
            self._run_id = str(self._answer["id"])
        return f"{RUNS}/{quote(self._run_id, safe='')}"

    def _wait_on_close(self, strategy: CloseStrategy) -> None:
        if strategy is CloseStrategy.IMMEDIATE:
            return
        if strategy is CloseStrategy.COMPLETE_PENDING:
            self._reporter.drop_some("discarded on close", self._queue.trim(self._delivery.dispatch_queue_size or MOST_ITEMS))
            self._dispatcher.stop(self._delivery.timeout)
            self._dispatcher.drain(self._delivery.timeout + self._delivery.ingest_timeout)
            return
        # As long as the server takes something now and then.
        began = time.monotonic()
        while not self._dispatcher.flush(0.5):
            if time.monotonic() - max(began, self._dispatcher.delivered_at) > self._delivery.close_patience:
                return

    def _send_status(self, status: str, reason: str | None, strategy: CloseStrategy) -> None:
        attempts = 1 if strategy is CloseStrategy.IMMEDIATE else 3
        patch = {"status": status, "exit_reason": reason}
        for attempt in range(1, attempts + 1):
            try:
                code, answer, _ = self._client.request("PATCH", self._run_path(self._client), patch, self._delivery.timeout)
                if code == 200:
                    return
                error = refusal(self._delivery.server, code, answer)
            except ServerError as failure:
                error = failure
            if attempt < attempts:
                time.sleep(0.2 * attempt)
        self._reporter.fail(f"the run's status {status} was not delivered: {error}")


def _finish_with_worker_processes(sink: HttpSink) -> None:
    """Children of multiprocessing leave without atexit: what they logged is sent before they go."""
    from multiprocessing import util

    def register(one: HttpSink) -> None:
        util.Finalize(one, one.close, args=(None, None), exitpriority=10)

    util.register_after_fork(sink, register)

