"""Sends what waits in an EventQueue, in the background, until the server has it.

Events are sent in their order, one request after another: the last written value of a step wins, so two requests on
their way at once could turn a point into an older one. Images have no such order; further workers send them beside.
"""

from __future__ import annotations

import random
import threading
import time
from typing import Any, Callable, Mapping

from .errors import ServerError
from .event_queue import MOST_ITEMS, EventQueue
from .http_client import HttpClient, refusal
from .json_values import merge
from .reporter import Reporter
from .settings import Delivery
from .strategies import LogLevel

HEARTBEAT_SECONDS = 30.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 15.0
#: Answers that a restarted server may give before it knows its runs and keys again: repeated a few times only.
_UNSURE = frozenset((401, 403, 404, 409))
_UNSURE_ATTEMPTS = 6


class Dispatcher:
    """``run_path`` gives ``/api/ingest/runs/<id>``, and may raise ServerError while the run is not known to the server."""

    def __init__(self, queue: EventQueue, delivery: Delivery, reporter: Reporter, run_path: Callable[[HttpClient], str]) -> None:
        self._queue = queue
        self._delivery = delivery
        self._reporter = reporter
        self._run_path = run_path
        self._patch: dict[str, Any] = {}
        self._patching = False
        self._hurry = False
        #: Set by ``stop``: no request is begun after this moment (time.monotonic).
        self._deadline: float | None = None
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

    def drain(self, timeout: float) -> None:
        """Like ``flush``, and no longer than anything can still happen: until what was begun before ``stop``'s moment has ended."""
        with self._queue.changed:
            self._hurry = True
            self._queue.changed.notify_all()
        self._queue.wait(lambda: self.idle or (self._over() and self._queue.in_flight == 0), timeout)

    def stop(self, seconds: float) -> None:
        """No request is begun later than ``seconds`` from now. A pause ends, for one attempt right away."""
        with self._queue.changed:
            self._deadline = time.monotonic() + seconds
            self._queue.changed.notify_all()

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
        while not self._over():
            self._gather(limit)
            if self._over():
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
            return queue.waiting_events > 0 or bool(self._patch) or self._over() or (alone and queue.waiting_images > 0)

        queue.wait(some, max(0.0, self._beaten_at + HEARTBEAT_SECONDS - time.monotonic()))
        queue.wait(
            lambda: self._hurry or queue.closing or queue.waiting_events >= limit or self._over(),
            self._delivery.flush_delay,
        )
        with queue.changed:
            if queue.waiting_events == 0:
                self._hurry = False

    def _send_images(self, client: HttpClient) -> None:
        while not self._over():
            self._queue.wait(lambda: self._queue.waiting_images > 0 or self._over(), None)
            line = self._queue.take_image()
            if line is not None:
                self._deliver(client, [line])

    def _deliver(self, client: HttpClient, batch: list[str]) -> None:
        """Sends a batch until it is accepted or given up; what is given up is counted."""
        try:
            answer = self._repeat(client, "POST", "/events", "".join(batch).encode(), "application/x-ndjson")
        except ServerError as error:
            if error.status == 413 and len(batch) > 1:
                self._deliver_halves(client, batch)
                return
            self._queue.lose(len(batch), "not delivered")
        except Exception as error:  # An answer nobody foresaw must not end the thread that all later events need.
            self._queue.lose(len(batch), "not delivered")
            self._reporter.fail(f"{type(error).__name__}: {error}")
        else:
            self._note_rejected(answer)
            self.delivered_at = time.monotonic()
            self._reporter.say(LogLevel.DEBUG, f"{len(batch)} events delivered")
            self._queue.settle(len(batch))

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
            patch, self._patch = self._patch, {}
            self._patching = bool(patch)
        if time.monotonic() - self._beaten_at >= HEARTBEAT_SECONDS:
            patch = {**patch, "heartbeat": True}
            self._beaten_at = time.monotonic()
        if not patch:
            return
        try:
            self._repeat(client, "PATCH", "", patch, "application/json", only_once=set(patch) == {"heartbeat"})
        except ServerError:
            if set(patch) != {"heartbeat"}:
                self._reporter.drop("changes of config, tags or summary")
        with self._queue.changed:
            self._patching = False
            self._queue.changed.notify_all()

    def _repeat(
        self, client: HttpClient, method: str, path: str, body: Any, kind: str, only_once: bool = False
    ) -> dict[str, Any]:
        """One request until the server takes it. Raises ServerError when it refuses, or when there is no time or patience left."""
        attempt = 0
        while True:
            wait: float | None = None
            try:
                where = self._run_path(client) + path
                status, answer, wait = client.request(method, where, body, self._delivery.ingest_timeout, kind)
                if status in (200, 201):
                    return answer
                error = refusal(self._delivery.server, status, answer)
            except ServerError as failure:
                error = failure
            attempt += 1
            if error.status == 413:
                raise error
            self._reporter.fail(str(error))
            if only_once or self._is_final(error, attempt) or not self._pause(attempt, wait):
                raise error

    def _is_final(self, error: ServerError, attempt: int) -> bool:
        if self._delivery.max_retries is not None and attempt > self._delivery.max_retries:
            return True
        if error.status is None or error.status >= 500 or error.status in (408, 429):
            return False
        return error.status not in _UNSURE or attempt >= _UNSURE_ATTEMPTS

    def _pause(self, attempt: int, asked: float | None) -> bool:
        """Waits before the next attempt, twice as long each time. ``stop`` ends the pause. False when there is no time left for one."""
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt - 1, 10)) * random.uniform(0.7, 1.0)
        if asked is not None:
            pause = max(pause, min(asked, 60.0))
        known = self._deadline
        if known is not None:
            pause = min(pause, max(0.0, known - time.monotonic()))
        self._queue.wait(lambda: self._deadline is not known, pause)
        return not self._over()

    def _over(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline
