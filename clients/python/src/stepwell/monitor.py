"""A thread that says that the process lives and reads the machine now and then."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from .system_metrics import SystemReader

if TYPE_CHECKING:
    from .run import Run

HEARTBEAT_SECONDS = 30.0
FIRST_READING_SECONDS = 1.0


class Monitor:
    """Logs system metrics every ``interval`` seconds on scale SYSTEM and refreshes the heartbeat at least every 30."""

    def __init__(self, run: Run, interval: float) -> None:
        self._run = run
        self._interval = interval
        self._stopping = threading.Event()
        self._reader = SystemReader(run.settings.root)
        self._thread = threading.Thread(target=self._work, name="stepwell-monitor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; waits for a reading that is under way."""
        self._stopping.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=5.0)

    def _work(self) -> None:
        next_beat = time.monotonic()
        # Means since the last reading need some time to stand for anything.
        next_reading = next_beat + min(self._interval, FIRST_READING_SECONDS)
        while True:
            now = time.monotonic()
            if now >= next_beat:
                self._run.sink.beat()
                next_beat = now + HEARTBEAT_SECONDS
            if now >= next_reading:
                self._read()
                next_reading = now + self._interval
            if self._stopping.wait(max(0.0, min(next_beat, next_reading) - time.monotonic())):
                return

    def _read(self) -> None:
        try:
            for name, value, labels in self._reader.read():
                if self._stopping.is_set():
                    return
                self._run.log(name, value, "SYSTEM", None, labels)
        except Exception as error:  # A reading must never end the heartbeat.
            self._run.reporter.fail(f"system metrics: {error}")
