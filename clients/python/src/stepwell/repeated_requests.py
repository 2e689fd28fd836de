"""Requests that are repeated until the server takes them."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Any, Callable

from .errors import ServerError
from .event_queue import EventQueue
from .http_client import HttpClient, refusal
from .reporter import Reporter
from .settings import Delivery
from .sink import Pending

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 15.0
#: Answers that a restarted server may give before it knows its runs and keys again: repeated a few times only.
_UNSURE = frozenset((401, 403, 404, 409))
_UNSURE_ATTEMPTS = 6


@dataclass
class _Delivery:
    """Somebody waits for ``deliver``: how many requests begun after number ``mark`` have failed, and whether they are free."""

    mark: int
    attempts: int
    free: bool
    failures: int = 0


class RepeatedRequests:
    """Of one run, for all threads that send. Waits and locks by the queue's condition, so that whatever changes there ends a pause."""

    def __init__(self, queue: EventQueue, delivery: Delivery, reporter: Reporter, run_path: Callable[[HttpClient], str]) -> None:
        self._queue = queue
        self._delivery = delivery
        self._reporter = reporter
        self._run_path = run_path
        #: Ends the pause between two attempts.
        self._at_once = False
        self._begun = 0
        self._deliveries: list[_Delivery] = []
        #: Set by ``stop``: no request is begun after this moment (time.monotonic).
        self._deadline: float | None = None

    def stop(self, seconds: float) -> None:
        """No request is begun later than ``seconds`` from now. A pause ends, for one attempt right away."""
        with self._queue.changed:
            self._deadline = time.monotonic() + seconds
            self._queue.changed.notify_all()

    @property
    def over(self) -> bool:
        """Whether no request may be begun any more."""
        return self._deadline is not None and time.monotonic() >= self._deadline

    def deliver(
        self, attempts: int, idle: Callable[[], bool], look: Callable[[int], Pending], timeout: float | None, free: bool
    ) -> Pending:
        """What ``Sink.deliver`` says. ``idle`` and ``look`` are asked under the lock; ``look`` is told how many requests have failed.

        What it sees is what the last of ``attempts`` left: no further request is begun until it has looked.
        """
        with self._queue.changed:
            waiting = _Delivery(self._begun, attempts, free)
            self._deliveries.append(waiting)
            self._at_once = True
            self._queue.changed.notify_all()
        try:
            self._queue.wait(lambda: idle() or waiting.failures >= attempts or self.over, timeout)
            with self._queue.changed:
                return look(waiting.failures)
        finally:
            with self._queue.changed:
                self._deliveries.remove(waiting)
                self._queue.changed.notify_all()

    def send(
        self, client: HttpClient, method: str, path: str, body: Any, kind: str, timeout: float, only_once: bool = False
    ) -> dict[str, Any]:
        """One request until the server takes it. Raises ServerError when it refuses, or when there is no time or patience left."""
        attempt = counted = 0
        while True:
            wait: float | None = None
            with self._queue.changed:
                self._begun += 1
                number = self._begun
                self._at_once = False
            try:
                where = self._run_path(client) + path
                status, answer, wait = client.request(method, where, body, timeout, kind)
                if status in (200, 201):
                    return answer
                error = refusal(self._delivery.server, status, answer)
            except ServerError as failure:
                error = failure
            if error.status == 413:
                raise error
            self._reporter.fail(str(error))
            attempt += 1
            counted += not self._is_free(number)
            if only_once or self._is_final(error, counted):
                raise error
            if not self._pause(self._note_failure(number, attempt), wait):
                raise error

    def _is_free(self, number: int) -> bool:
        with self._queue.changed:
            return any(one.free and number > one.mark for one in self._deliveries)

    def _note_failure(self, number: int, attempt: int) -> int:
        """Tells who waits for a delivery; returns which attempt in a row this is, so that pauses begin short where somebody waits."""
        with self._queue.changed:
            for one in self._deliveries:
                one.failures += number > one.mark
            self._queue.changed.notify_all()
            return min([attempt, *(max(1, one.failures) for one in self._deliveries)])

    def _is_final(self, error: ServerError, attempt: int) -> bool:
        if self._delivery.max_retries is not None and attempt > self._delivery.max_retries:
            return True
        if error.status is None or error.status >= 500 or error.status in (408, 429):
            return False
        return error.status not in _UNSURE or attempt >= _UNSURE_ATTEMPTS

    def _pause(self, attempt: int, asked: float | None) -> bool:
        """Waits before the next attempt, twice as long each time; ``stop`` and ``deliver`` end the pause. False when no time is left."""
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt - 1, 10)) * random.uniform(0.7, 1.0)
        if asked is not None:
            pause = max(pause, min(asked, 60.0))
        known = self._deadline
        if known is not None:
            pause = min(pause, max(0.0, known - time.monotonic()))
        self._queue.wait(lambda: self._deadline is not known or self._at_once, pause)
        self._queue.wait(lambda: all(one.failures < one.attempts for one in self._deliveries), None)
        return not self.over
