"""Events that wait for a server: bounded, in order, each with an id that stays the same however often it is sent."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from typing import Callable, Deque, List, Optional, Sequence, Union

from .errors import EventQueueFullError
from .lines import event_line, is_annotation, seconds_text, with_event_id
from .reporter import Reporter
from .strategies import BackpressureStrategy

#: Limits of one request (shared/ingest.ts), with room for the ids and the headers.
MOST_ITEMS = 10_000
MOST_BYTES = 8 * 1024 * 1024
#: Console text gathers in one event up to this many characters.
_LOG_CHARACTERS = 64 * 1024
#: Console text and images that wait: one event of these may be large, so that counting events is no bound.
MOST_HEAVY_CHARACTERS = 256 * 1024 * 1024


class LogText:
    """Console output that nobody has taken yet: what is printed next joins it."""

    __slots__ = ("parts", "size", "step", "time_ns", "event_id")

    def __init__(self, step: int | None, time_ns: int, event_id: str) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.step = step
        self.time_ns = time_ns
        self.event_id = event_id

    def line(self) -> str:
        return event_line(
            seconds_text(self.time_ns), "log", {"text": "".join(self.parts), "step": self.step}, self.event_id
        )


Item = Union[str, LogText]


class EventQueue:
    """``changed`` is notified whenever something is put, taken or delivered; its lock is reentrant, for signal handlers."""

    def __init__(self, session: str, most: int, backpressure: BackpressureStrategy, reporter: Reporter) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.session = session
        self.closing = False
        self._most = most
        self._backpressure = backpressure
        self._reporter = reporter
        self._items: Deque[Item] = deque()
        self._images: Deque[str] = deque()
        self._counter = 0
        self._abandoned = False
        self._heavy = 0
        #: Events in requests that are not answered yet.
        self.in_flight = 0
        #: Annotations among those that wait and those in flight.
        self.annotations = 0

    def __len__(self) -> int:
        return len(self._items) + len(self._images)

    @property
    def waiting_events(self) -> int:
        """Events but images: those whose order is kept."""
        return len(self._items)

    @property
    def waiting_images(self) -> int:
        return len(self._images)

    def put(self, line: str) -> None:
        """Takes one line. A full queue: by strategy the event is dropped, the caller waits, or EventQueueFullError is raised."""
        with self.changed:
            if self._make_room():
                self._counter += 1
                self._items.append(with_event_id(line, f"{self.session}:{self._counter}"))
                self.annotations += is_annotation(line)
                if len(self._items) == 1 or len(self._items) == MOST_ITEMS:
                    self.changed.notify_all()

    def put_image(self, make_line: Callable[[], str]) -> bool:
        """Takes an image event; its text is only made when there is room."""
        with self.changed:
            if not self._make_room(heavy=True):
                return False
            self._counter += 1
            line = with_event_id(make_line(), f"{self.session}:{self._counter}")
            self._heavy += len(line)
            self._images.append(line)
            self.changed.notify_all()
            return True

    def put_log(self, text: str, step: int | None, time_ns: int) -> None:
        """Takes console text. It never blocks or raises: a print is no log call; what finds no room is counted."""
        with self.changed:
            if self._heavy + len(text) > MOST_HEAVY_CHARACTERS:
                self._reporter.drop("console output")
                return
            last = self._items[-1] if self._items else None
            if not isinstance(last, LogText) or last.step != step or last.size > _LOG_CHARACTERS:
                if self.closing or self._is_full():
                    self._reporter.drop("console output")
                    return
                self._counter += 1
                last = LogText(step, time_ns, f"{self.session}:{self._counter}")
                self._items.append(last)
                if len(self._items) == 1:
                    self.changed.notify_all()
            last.parts.append(text)
            last.size += len(text)
            self._heavy += len(text)

    def take(self, most_items: int) -> List[str]:
        """The next events in order, at most ``most_items`` and about 8 MiB. They are in flight until ``settle``."""
        with self.changed:
            batch: list[str] = []
            size = 0
            while self._items and len(batch) < most_items:
                item = self._items[0]
                line = item if isinstance(item, str) else item.line()
                size += len(line)
                if batch and size > MOST_BYTES:
                    break
                self._items.popleft()
                self._heavy -= item.size if isinstance(item, LogText) else 0
                batch.append(line)
            self.in_flight += len(batch)
            self.changed.notify_all()
            return batch

    def take_image(self) -> Optional[str]:
        """The next image event, in flight until ``settle``."""
        with self.changed:
            if not self._images:
                return None
            self.in_flight += 1
            line = self._images.popleft()
            self._heavy -= len(line)
            self.changed.notify_all()
            return line

    def settle(self, batch: Sequence[str]) -> None:
        """Events in flight have found their end, delivered or dropped."""
        with self.changed:
            self.in_flight -= len(batch)
            self.annotations -= sum(map(is_annotation, batch))
            self.changed.notify_all()

    def trim(self, most: int) -> int:
        """Keeps the ``most`` oldest events and as many images; returns how many were thrown away."""
        with self.changed:
            before = len(self)
            while len(self._items) > most:
                item = self._items.pop()
                self.annotations -= isinstance(item, str) and is_annotation(item)
            while len(self._images) > most:
                self._images.pop()
            return before - len(self)

    def lose(self, batch: Sequence[str], reason: str) -> None:
        """``settle`` for events that are given up: they are counted, unless ``abandon`` has counted them."""
        with self.changed:
            if not self._abandoned:
                self._reporter.drop(reason, len(batch))
            self.settle(batch)

    def abandon(self) -> int:
        """Throws away what waits and what is on its way; returns how many events that were."""
        with self.changed:
            self._abandoned = True
            count = len(self) + self.in_flight
            self._items.clear()
            self._images.clear()
            self.changed.notify_all()
            return count

    def wait(self, ready: Callable[[], bool], timeout: float | None) -> bool:
        """Waits until ``ready`` (asked under the lock) or ``timeout`` seconds have passed."""
        end = None if timeout is None else time.monotonic() + timeout
        with self.changed:
            while not ready():
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    return False
                self.changed.wait(left)
            return True

    def close(self) -> None:
        """Takes nothing more; callers that wait for room go on, and their event is dropped."""
        with self.changed:
            self.closing = True
            self.changed.notify_all()

    def _is_full(self, heavy: bool = False) -> bool:
        return (self._most > 0 and len(self) >= self._most) or (heavy and self._heavy > MOST_HEAVY_CHARACTERS)

    def _make_room(self, heavy: bool = False) -> bool:
        if self._is_full(heavy) and not self.closing:
            if self._backpressure is BackpressureStrategy.RAISE:
                self._reporter.drop("queue full")
                raise EventQueueFullError(
                    f"the event queue is full ({self._most} events wait for the server): "
                    'raise STEPWELL_EVENT_QUEUE_MAX_SIZE, or use backpressure_strategy="Block" or "DropNew"'
                )
            if self._backpressure is BackpressureStrategy.BLOCK:
                while self._is_full(heavy) and not self.closing:
                    self.changed.wait()
        if self.closing or self._is_full(heavy):
            self._reporter.drop("closed" if self.closing else "queue full")
            return False
        return True


def image_line(ts: str, data: dict[str, object], content: str) -> str:
    """An image event as servers take it: base64 text in ``data.content``."""
    return f'{{"ts": {ts}, "type": "image", "data": {{{json.dumps(data)[1:-1]}, "content": "{content}"}}}}\n'
