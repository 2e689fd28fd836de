"""What the client says, and how failures of logging reach the caller (error strategies)."""

from __future__ import annotations

import sys
import threading

from .errors import DeliveryError, StepwellError
from .strategies import LEVEL_ORDER, ErrorStrategy, LogLevel


#: Warnings beyond these say nothing new and fill a log.
MOST_WARNINGS = 20


class Reporter:
    """Counts failures and drops. Equal messages are kept once with their count, so that memory stays bounded."""

    def __init__(self, errors: ErrorStrategy, log_level: LogLevel, error_queue_size: int = 0) -> None:
        self.strategy = errors
        self._threshold = LEVEL_ORDER.index(log_level)
        self._most = error_queue_size
        self._lock = threading.RLock()
        self._kept: dict[str, int] = {}
        self._unkept = 0
        self._unraised = 0
        self._warned = 0
        self.failures = 0
        #: Text of the newest failure, "" when there was none.
        self.last_failure = ""
        self.dropped: dict[str, int] = {}

    def renew_after_fork(self) -> None:
        """In the child: the parent's lock may be held by a thread that is not in this process, and its counts are its own."""
        self._lock = threading.RLock()
        self.failures = self._unraised = self._unkept = 0
        self._kept = {}
        self.dropped = {}

    def say(self, level: LogLevel, message: str) -> None:
        """Prints on stderr where the log level allows it. Never raises: a closed stderr is no reason to stop training."""
        if LEVEL_ORDER.index(level) < self._threshold or level is LogLevel.OFF:
            return
        try:
            print(f"stepwell: {message}", file=sys.stderr, flush=True)
        except (OSError, ValueError, AttributeError):
            return

    def drop(self, reason: str, count: int = 1) -> None:
        """Counts events that will not be written anywhere."""
        with self._lock:
            self.dropped[reason] = self.dropped.get(reason, 0) + count

    def drop_some(self, reason: str, count: int) -> None:
        """``drop``, where ``count`` may be 0."""
        if count > 0:
            self.drop(reason, count)

    def fail(self, message: str) -> None:
        """Notes a failure, from any thread; says it once per distinct message under the Warn strategy."""
        with self._lock:
            self.failures += 1
            self.last_failure = message
            self._unraised += 1
            known = message in self._kept
            self._warned += not known
            if known or self._most == 0 or len(self._kept) < self._most:
                self._kept[message] = self._kept.get(message, 0) + 1
            else:
                self._unkept += 1
        if not known and self.strategy is ErrorStrategy.WARN and self._warned <= MOST_WARNINGS:
            self.say(LogLevel.WARN, message)
            if self._warned == MOST_WARNINGS:
                self.say(LogLevel.WARN, "further failures are only counted")

    def fail_call(self, error: Exception, reason: str) -> None:
        """A call of the user's own failed: its event is dropped, and RaiseOnLog raises it right here."""
        self.drop(reason)
        self.fail(str(error))
        if self.strategy is ErrorStrategy.RAISE_ON_LOG:
            with self._lock:
                self._unraised = 0
            raise error if isinstance(error, StepwellError) else DeliveryError(str(error))

    @property
    def must_raise(self) -> bool:
        """Whether the next log() has failures of the background to raise."""
        return self._unraised > 0 and self.strategy is ErrorStrategy.RAISE_ON_LOG

    def raise_noted(self) -> None:
        """Raises what the background noted since the last time. The event of the raising call has been taken."""
        with self._lock:
            self._unraised = 0
            message = self._summary()
        raise DeliveryError(message)

    def raise_on_close(self) -> None:
        """Raises under RaiseOnClose when anything failed."""
        if self.failures > 0 and self.strategy is ErrorStrategy.RAISE_ON_CLOSE:
            raise DeliveryError(self._summary())

    def drops_text(self) -> str:
        """"3 events were not written (queue full: 2, not a number: 1)", or ""."""
        total = sum(self.dropped.values())
        if total == 0:
            return ""
        reasons = ", ".join(f"{reason}: {count}" for reason, count in self.dropped.items())
        return f"{total} event{'s were' if total > 1 else ' was'} not written ({reasons})"

    def _summary(self) -> str:
        parts = [f"{text} ({count} times)" if count > 1 else text for text, count in self._kept.items()]
        if self._unkept:
            parts.append(f"and {self._unkept} more")
        return "; ".join(parts)
