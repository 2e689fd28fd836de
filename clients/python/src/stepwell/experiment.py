"""One experiment of a collector. Source: the Syvain metrics collector's documentation."""

from __future__ import annotations

import atexit
import os
import weakref
from math import isfinite
from typing import Any, Mapping

from .errors import DeliveryError, InvalidMetricError
from .experiment_run import ExperimentRun
from .flush_result import FlushResult
from .json_values import to_json_object
from .run import Run
from .series import length_of
from .strategies import LogLevel
from .timestamps import to_time_ns
from .values import to_double, to_number

#: Attempts after the first, where a caller says nothing.
FLUSH_RETRIES = 3
LONGEST_TEXT = 64 * 1024


class Experiment:
    """Made by ``Collector.experiment``: one run. Thread-safe.

    A call that cannot be used raises InvalidMetricError (a ValueError) at once. Delivery never raises, but for ``flush_or_raise``.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pid = os.getpid()
        #: Whether the end was said: by ``done``, by the end of ``run``, or by the process.
        self.finished = False
        self._kept = False
        if run.settings.delivery is None:
            weakref.finalize(self, run.sink.close, None, None)

    @property
    def id(self) -> str:
        """The run's id: the name of its folder."""
        return self._run.id

    @property
    def name(self) -> str:
        """As it was given."""
        return self._run.name

    @property
    def place(self) -> str:
        """The run's folder or file, or its page on the server."""
        return self._run.place

    @property
    def resumed(self) -> bool:
        """Whether an experiment of this name was there before."""
        return self._run.resumed

    def metric(
        self,
        name: str,
        value: Any,
        *,
        step: int | None,
        metadata: Mapping[str, Any] | None = None,
        timestamp: float | None = None,
    ) -> None:
        """One value. ``step`` None is for what has no step; ``metadata`` (few values each) makes lines within one metric.

        ``timestamp`` is Unix seconds below 10,000,000,000 and milliseconds from there on; now unless given.
        Raises InvalidMetricError unless ``value`` is a finite number and the rest can be used.
        """
        number = to_finite(name, value)
        if metadata is not None and not isinstance(metadata, Mapping):
            raise InvalidMetricError(f"metric {name!r}: metadata must be a dict, not {type(metadata).__name__}")
        time_ns = None if timestamp is None else to_time_ns(timestamp)
        self._keep()
        self._run.write_point(name, number, step=step, labels=None if metadata is None else dict(metadata), time_ns=time_ns)

    def annotation(self, text: str, metadata: Mapping[str, Any] | None = None, *, step: int | None = None) -> None:
        """A remark: a checkpoint, a phase, an incident. At ``step`` where one is given, else at its time.

        Raises InvalidMetricError unless ``text`` has 1 to 65,536 characters and ``metadata`` is a dict.
        """
        if not isinstance(text, str) or not 1 <= length_of(text) <= LONGEST_TEXT:
            raise InvalidMetricError(f"annotation: text must have 1 to {LONGEST_TEXT} characters")
        made = None if metadata is None else to_json_object(metadata, "annotation: metadata")
        self._keep()
        self._run.annotate(text, made, step)

    def start(self) -> None:
        """Says that the run runs. It does since it was made; this is for one that was done."""
        self.finished = False
        self._set_status("running", None)

    def done(self) -> None:
        """Says that the run is finished. Sent like everything else: ``flush`` or ``flush_or_raise`` waits for it."""
        self.finish("finished", None)

    def run(self, install_hooks: bool = True, flush_retries: int = FLUSH_RETRIES) -> ExperimentRun:
        """``with experiment.run():`` starts, and on exit says how the block ended and flushes as well as it can.

        Delivery never raises there: what is left after ``flush_retries`` more attempts is said and stays queued. An exception of the
        block marks the run failed (interrupted for Ctrl-C) and passes. ``install_hooks``: SIGTERM, SIGHUP and the end of the
        process within the block mark the run too.
        """
        return ExperimentRun(self, install_hooks, flush_retries)

    def flush(self) -> FlushResult:
        """One attempt to deliver everything, without raising. With a server it takes up to ``ingest_timeout``."""
        return self.deliver(0)

    def flush_or_raise(self, retries: int = FLUSH_RETRIES) -> None:
        """Delivers everything, in up to ``retries`` attempts after the first, with pauses that double from 0.2 s.

        Raises DeliveryError while anything is pending, or when anything was lost since the experiment was made.
        """
        result = self.deliver(retries)
        if not result.ok:
            known = self._run.reporter.last_failure
            raise DeliveryError(f"experiment {self.name}: {result}{f': {known}' if known else ''}")

    def deliver(self, retries: int, timeout: float | None = None, free: bool = False) -> FlushResult:
        """``flush`` with ``retries``, for at most ``timeout`` seconds. ``free``: without using up ``max_retries``."""
        self._keep()
        left = self._run.sink.deliver(retries + 1, timeout, free)
        lost = dict(self._run.reporter.dropped)
        result = FlushResult(left.events, left.annotations, left.status, left.failures, lost)
        if self.finished and result.delivered:
            self._run.sink.rest()
            self._release()
        return result

    def finish(self, status: str, reason: str | None) -> None:
        """Says how the run ended: finished, failed or interrupted. In a forked child it is the parent's to say."""
        self.finished = True
        self._set_status(status, reason)

    def say(self, message: str) -> None:
        """A warning on stderr."""
        self._run.reporter.say(LogLevel.WARN, f"experiment {self.name}: {message}")

    def leave(self) -> None:
        """One last attempt as the process ends; what is lost is counted and said."""
        settings = self._run.settings.delivery
        result = self.deliver(0, None if settings is None else settings.timeout, free=True)
        if not result.ok:
            self.say(f"{result} as the process ends; run {self.place}")
        self._release()

    def _set_status(self, status: str, reason: str | None) -> None:
        if os.getpid() == self._pid:
            self._keep()
            self._run.set_status(status, reason)

    def _keep(self) -> None:
        """What waits for a server is tried once more as the process ends."""
        if not self._kept and self._run.settings.delivery is not None:
            self._kept = True
            atexit.register(self.leave)

    def _release(self) -> None:
        if self._kept:
            self._kept = False
            atexit.unregister(self.leave)


def to_finite(name: Any, value: Any) -> int | float:
    """The finite number that ``value`` stands for. Raises InvalidMetricError naming the metric."""
    try:
        number = to_number(value)
    except InvalidMetricError as error:
        raise InvalidMetricError(f"metric {name!r}: value {error}") from None
    if not isfinite(to_double(number)):
        raise InvalidMetricError(f"metric {name!r}: value must be a finite number, not {number!r}")
    return number
