"""Sends what waits in an EventQueue, in the background, until the server has it.

Events are sent in their order, one request after another: the last written value of a step wins, so two requests on
their way at once could turn a point into an older one. Images have no such order; further workers send them beside.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Callable, Mapping

from .errors import ServerError
from .event_queue import MOST_ITEMS, EventQueue
from .http_client import HttpClient
from .json_values import merge
from .repeated_requests import RepeatedRequests
from .reporter import Reporter
from .settings import Delivery
from .sink import Pending
from .strategies import LogLevel

HEARTBEAT_SECONDS = 30.0


class Dispatcher:
    """``run_path`` gives ``/api/ingest/runs/<id>``, and may raise ServerError while the run is not known to the server."""

    def __init__(self, queue: EventQueue, delivery: Delivery, reporter: Reporter, run_path: Callable[[HttpClient], str]) -> None:
        self._queue = queue
        self._delivery = delivery
        self._reporter = reporter
        self._requests = RepeatedRequests(queue, delivery, reporter, run_path)
        self._patch: dict[str, Any] = {}
        self._patching = False
        self._hurry = False
        self._beaten_at = time.monotonic()
        self.delivered_at = time.monotonic()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts the threads that do not run yet."""
        if not self._threads:
            self._add_thread(self._send_events, "stepwell-events")

    def start_images(self) -> None:
        """Further workers, once there is an image to send."""
        while len(self._threads) < self._delivery.workers:
            self._add_thread(self._send_images, f"stepwell-images-{len(self._threads)}")

    def patch(self, update: Mapping[str, Any]) -> None:
        """Merges into what the server is told next about the run (RunPatch)."""
        with self._queue.changed:
            self._patch = merge(self._patch, update)
            self._queue.changed.notify_all()

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is on its way. Asked under the queue's lock."""
        return len(self._queue) == 0 and self._queue.in_flight == 0 and not self._patch and not self._patching

    def flush(self, timeout: float | None) -> bool:
        """Sends without waiting for more; False when ``timeout`` seconds were not enough."""
        with self._queue.changed:
            self._hurry = True
            self._queue.changed.notify_all()
        return self._queue.wait(lambda: self.idle, timeout)

    def deliver(self, attempts: int, timeout: float | None, free: bool) -> Pending:
        """What ``Sink.deliver`` says."""
        with self._queue.changed:
            self._hurry = True
        return self._requests.deliver(attempts, lambda: self.idle, self.pending, timeout, free)

    def pending(self, failures: int = 0) -> Pending:
        """What waits or is on its way."""
        with self._queue.changed:
            events = len(self._queue) + self._queue.in_flight - self._queue.annotations
            return Pending(events, self._queue.annotations, bool(self._patch) or self._patching, failures)

    def drain(self, timeout: float) -> None:
        """Like ``flush``, and no longer than anything can still happen: until what was begun before ``stop``'s moment has ended."""
        with self._queue.changed:
            self._hurry = True
            self._queue.changed.notify_all()
        self._queue.wait(lambda: self.idle or (self._requests.over and self._queue.in_flight == 0), timeout)

    def stop(self, seconds: float) -> None:
        """No request is begun later than ``seconds`` from now. A pause ends, for one attempt right away."""
        self._requests.stop(seconds)

    def _add_thread(self, work: Callable[[HttpClient], None], name: str) -> None:
        def run() -> None:
            client = HttpClient(self._delivery.server, self._delivery.api_key)
            try:
                work(client)
            finally:
                client.close()

        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _send_events(self, client: HttpClient) -> None:
        limit = min(MOST_ITEMS, self._delivery.dispatch_queue_size or MOST_ITEMS)
        alone = self._delivery.workers == 1
        while not self._requests.over:
            self._gather(limit)
            if self._requests.over:
                return
            batch = self._queue.take(limit)
            if batch:
                self._deliver(client, batch)
            image = self._queue.take_image() if alone else None
            if image is not None:
                self._deliver(client, [image])
            self._send_patch(client)

    def _gather(self, limit: int) -> None:
        """Waits for something to send, then a moment for more of it."""
        queue = self._queue
        alone = self._delivery.workers == 1

        def some() -> bool:
            return queue.waiting_events > 0 or bool(self._patch) or self._requests.over or (alone and queue.waiting_images > 0)

        queue.wait(some, max(0.0, self._beaten_at + HEARTBEAT_SECONDS - time.monotonic()))
        queue.wait(
            lambda: self._hurry or queue.closing or queue.waiting_events >= limit or self._requests.over,
            self._delivery.flush_delay,
        )
        with queue.changed:
            if queue.waiting_events == 0:
                self._hurry = False

    def _send_images(self, client: HttpClient) -> None:
        while not self._requests.over:
            self._queue.wait(lambda: self._queue.waiting_images > 0 or self._requests.over, None)
            line = self._queue.take_image()
            if line is not None:
                self._deliver(client, [line])

    def _deliver(self, client: HttpClient, batch: list[str]) -> None:
        """Sends a batch until it is accepted or given up; what is given up is counted."""
        try:
            body = "".join(batch).encode()
            answer = self._requests.send(client, "POST", "/events", body, "application/x-ndjson", self._delivery.ingest_timeout)
        except ServerError as error:
            if error.status == 413 and len(batch) > 1:
                self._deliver_halves(client, batch)
                return
            self._queue.lose(batch, "not delivered")
        except Exception as error:  # An answer nobody foresaw must not end the thread that all later events need.
            self._queue.lose(batch, "not delivered")
            self._reporter.fail(f"{type(error).__name__}: {error}")
        else:
            self._note_rejected(answer)
            self.delivered_at = time.monotonic()
            self._reporter.say(LogLevel.DEBUG, f"{len(batch)} events delivered")
            self._queue.settle(batch)

    def _deliver_halves(self, client: HttpClient, batch: list[str]) -> None:
        half = len(batch) // 2
        self._deliver(client, batch[:half])
        self._deliver(client, batch[half:])

    def _note_rejected(self, answer: dict[str, Any]) -> None:
        rejected = answer.get("rejected")
        if isinstance(rejected, list) and rejected:
            self._reporter.drop("refused by the server", len(rejected))
            for one in rejected[:10]:
                self._reporter.fail(f"the server refuses an event: {one.get('field')}: {one.get('detail')}")

    def _send_patch(self, client: HttpClient) -> None:
        with self._queue.changed:
            if self._queue.waiting_events > 0 and self._patch.get("status", "running") != "running":
                # The end of a run is said behind its events.
                return
            patch, self._patch = self._patch, {}
            self._patching = bool(patch)
        if time.monotonic() - self._beaten_at >= HEARTBEAT_SECONDS:
            patch = {**patch, "heartbeat": True}
            self._beaten_at = time.monotonic()
        if not patch:
            return
        try:
            self._requests.send(
                client, "PATCH", "", patch, "application/json", self._delivery.timeout, only_once=set(patch) == {"heartbeat"}
            )
        except ServerError:
            if set(patch) != {"heartbeat"}:
                self._reporter.drop("changes of status, config, tags or summary")
        with self._queue.changed:
            self._patching = False
            self._queue.changed.notify_all()
