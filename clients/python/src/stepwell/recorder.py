"""Turns log calls into event lines. One common call costs a few microseconds, so its path is written out by hand."""

from __future__ import annotations

import threading
from typing import Any, Callable, Mapping, Optional, Union

from .errors import InvalidMetricError, RunFinishedError
from .json_values import to_json_object
from .lines import RESERVED, event_line, metric_line, metrics_line, quote, seconds_text
from .reporter import Reporter
from .series import Series, SeriesBook
from .sink import Sink
from .strategies import StandardMetricScale
from .values import float_text, label_texts, number_text, to_integer

ML_STEP = StandardMetricScale.ML_STEP.value
Metrics = Union[str, Mapping[str, Any]]
Labels = Optional[Mapping[str, Any]]


class Recorder:
    """The logging half of a Run. Thread-safe; usable from a signal handler (the lock is reentrant)."""

    def __init__(self, sink: Sink, reporter: Reporter, clock: Callable[[], int]) -> None:
        self._sink = sink
        self._append = sink.append
        self._reporter = reporter
        self._clock = clock
        self._lock = threading.RLock()
        self._series = SeriesBook(sink.last_steps if sink.resumed else dict)
        self._plain = self._series.plain
        self._closed = False
        self._stage: str | None = None
        self._stage_json = ""
        #: Where training stands on the ML_STEP scale, for log marks and images.
        self.current_step: int | None = None

    def log(
        self,
        metric_name: Metrics,
        value: Any = None,
        scale: str | None = None,
        step: int | None = None,
        labels: Labels = None,
        evaluation: bool = False,
        timestamp: int | None = None,
    ) -> None:
        """Logs one value, or a dict of values. ``step`` counts up by itself per (name, scale, labels); ``timestamp`` is Unix nanoseconds.

        On return the line is with the kernel (folder) or in the queue (server). What cannot be logged follows the error strategy.
        """
        if scale is None and labels is None and timestamp is None and not evaluation and (step is None or type(step) is int):
            series = self._plain.get(metric_name) if type(metric_name) is str else None
            if series is not None and type(value) is float:
                text = repr(value) if value - value == 0.0 else float_text(value)
                with self._lock:
                    at = series.next if step is None else step
                    if at >= series.next:
                        series.next = at + 1
                    self.current_step = at
                    if series.best is not None:
                        series.best.note(value, at)
                    micros = str(self._clock() // 1000)
                    ts = f"{micros[:-6]}.{micros[-6:]}"
                    self._append(
                        f'{{"ts": {ts}, "type": "metrics", "data": {{"global_step": {at}, "time": {ts}, '
                        f"{self._stage_json}{series.prefix}{text}}}}}\n"
                    )
                return
            if series is not None:
                if self._log_row({str(metric_name): value}, step):
                    return
            elif value is None and type(metric_name) is dict and self._log_row(metric_name, step):
                return
        try:
            if isinstance(metric_name, Mapping):
                if value is not None:
                    raise InvalidMetricError("value must be left out when metric_name is a dict of values")
                self._log(metric_name, scale, step, labels, evaluation, timestamp)
            else:
                self._log({metric_name: value}, scale, step, labels, evaluation, timestamp)
        except InvalidMetricError as error:
            self._reporter.fail_call(error, "cannot be logged")

    def write_point(
        self,
        name: str,
        value: Any,
        *,
        step: int | None = None,
        scale: str = ML_STEP,
        labels: Labels = None,
        coords: Mapping[str, int] | None = None,
        time_ns: int | None = None,
        event_id: str | None = None,
    ) -> None:
        """One point exactly as given, on a line of its own: ``step`` None is no step, nothing counts by itself.

        Raises InvalidMetricError; what happens to the line afterwards follows the error strategy.
        """
        self._refuse_when_closed()
        text = number_text(value)
        where = {} if labels is None else label_texts(labels)
        at = None if step is None else to_integer(step, "step")
        with self._lock:
            series = self._series.find(name, str(scale), where)
            if at is not None:
                series.note(at)
            now = seconds_text(self._clock())
            self._append(metric_line(now, name, text, at, str(scale), where, coordinates(coords), time_ns, event_id, self._stage))

    def annotate(
        self, text: str, metadata: Mapping[str, Any] | None = None, step: int | None = None, *, event_id: str | None = None
    ) -> None:
        """A remark on the run, at ``step`` or just at its time."""
        self._refuse_when_closed()
        try:
            data: dict[str, Any] = {"text": str(text)}
            if metadata is not None:
                data["metadata"] = to_json_object(metadata, "metadata")
            if step is not None:
                data["step"] = to_integer(step, "step")
            with self._lock:
                self._append(event_line(seconds_text(self._clock()), "annotation", data, event_id))
        except InvalidMetricError as error:
            self._reporter.fail_call(error, "cannot be logged")

    def set_stage(self, stage: str | None) -> None:
        """Names the stage of training ("warmup") that all further points carry; None for none."""
        with self._lock:
            self._stage = None if stage is None else str(stage)
            self._stage_json = "" if stage is None else f'"stage": {quote(str(stage))}, '

    def _log_row(self, metrics: dict[str, Any], step: int | None) -> bool:
        """Known unlabelled series that get one step, the usual dict: one line. False when it is not: nothing has happened then."""
        plain = self._plain
        taken: list[tuple[Series, Any]] = []
        pairs: list[str] = []
        with self._lock:
            at = step
            for name, value in metrics.items():
                series = plain.get(name)
                if series is None or (step is None and at is not None and series.next != at):
                    return False
                if at is None:
                    at = series.next
                try:
                    text = repr(value) if type(value) is float and value - value == 0.0 else number_text(value)
                except InvalidMetricError:
                    return False
                pairs.append(series.prefix + text)
                taken.append((series, value))
            if at is None:
                return False
            for series, value in taken:
                if at >= series.next:
                    series.next = at + 1
                if series.best is not None:
                    series.best.note(value, at)
            self.current_step = at
            self._append(metrics_line(seconds_text(self._clock()), at, self._stage_json, ", ".join(pairs)))
            return True

    def _log(
        self,
        metrics: Mapping[str, Any],
        scale: str | None,
        step: int | None,
        labels: Labels,
        evaluation: bool,
        timestamp: int | None,
        coords: dict[str, int] | None = None,
    ) -> None:
        self._refuse_when_closed()
        where = label_texts(labels) if labels else {}
        if evaluation:
            where = dict(sorted({**where, "evaluation": "true"}.items()))
        axis = _scale(scale)
        at = None if step is None else to_integer(step, "step")
        time_ns = None if timestamp is None else to_integer(timestamp, "timestamp")
        wide = axis == ML_STEP and not where and coords is None and time_ns is None
        with self._lock:
            ts = seconds_text(self._clock())
            rows: dict[int, list[str]] = {}
            lines: list[str] = []
            latest: int | None = None
            for name, value in metrics.items():
                try:
                    text = number_text(value)
                    series = self._series.find(name, axis, where)
                except InvalidMetricError as error:
                    self._reporter.fail_call(InvalidMetricError(f"metric {name!r}: {error}"), "cannot be logged")
                    continue
                n = series.next if at is None else at
                series.note(n)
                if series.best is not None:
                    series.best.note(value, n)
                latest = n if latest is None else max(latest, n)
                if wide and name not in RESERVED:
                    rows.setdefault(n, []).append(series.prefix + text)
                else:
                    lines.append(metric_line(ts, name, text, n, axis, where, coords, time_ns, None, self._stage))
            wides = [metrics_line(ts, n, self._stage_json, ", ".join(pairs)) for n, pairs in rows.items()]
            if axis == ML_STEP and latest is not None:
                self.current_step = latest
            self._send(wides + lines)

    def _send(self, lines: list[str]) -> None:
        if len(lines) == 1:
            self._append(lines[0])
        elif lines:
            self._sink.append_all(lines)

    def _renew_locks(self) -> None:
        """In the child of a fork: a thread that held the lock is not in this process."""
        self._lock = threading.RLock()
        self._reporter.renew_after_fork()

    def _close_log(self) -> None:
        self._closed = True
        # Sends every call the slow way, where it is refused.
        self._plain = {}

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise RunFinishedError("this run is finished: open another one to log into")


def _scale(scale: Any) -> str:
    if scale is None:
        return ML_STEP
    if not isinstance(scale, str) or scale == "":
        raise InvalidMetricError(f"scale must be a text such as ML_STEP, EPISODE or ENVIRONMENT_STEP, not {scale!r}")
    return str(getattr(scale, "value", scale))


def coordinates(coords: Mapping[str, Any] | None) -> dict[str, int] | None:
    """Coordinates of a point as whole numbers; those that are None are left out. Raises InvalidMetricError naming one."""
    if coords is None:
        return None
    return {name: to_integer(value, name) for name, value in coords.items() if value is not None}
