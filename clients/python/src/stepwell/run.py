"""A run that is being written."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any, Mapping, Sequence

from .console import Console
from .errors import InvalidMetricError, OptionError
from .exit_hooks import reason_of
from .images import image_name, to_image_bytes
from .json_values import merge, to_json_object
from .lines import seconds_text
from .monitor import Monitor
from .rl_recorder import RlRecorder
from .reporter import Reporter
from .series import Best
from .settings import Settings
from .sink import Sink
from .strategies import LogLevel
from .values import to_integer

STATUSES = ("finished", "failed", "interrupted")
_open_runs: "weakref.WeakSet[Run]" = weakref.WeakSet()


class Run(RlRecorder):
    """Made by ``start_run`` (start.py). Logging methods never raise under the default error strategy; a finished run refuses all calls."""

    def __init__(self, settings: Settings, sink: Sink, reporter: Reporter, config: Mapping[str, Any]) -> None:
        super().__init__(sink, reporter, settings.clock)
        self.settings = settings
        self.sink = sink
        self.reporter = reporter
        self.finished = False
        self._pid = os.getpid()
        self._config = dict(config)
        self._tags = list(settings.tags)
        self._primary: tuple[str, Best] | None = None
        self._finish_lock = threading.RLock()
        self._monitor = Monitor(self, settings.system_metrics) if settings.system_metrics is not None else None
        self._console = Console(self) if settings.capture_console else None
        _open_runs.add(self)

    @property
    def id(self) -> str:
        """The run's id: the name of its folder."""
        return self.sink.run_id

    @property
    def name(self) -> str:
        """The run name, else the id."""
        return self.settings.run_name or self.id

    @property
    def place(self) -> str:
        """The run's folder, or its page on the server."""
        return self.sink.place

    @property
    def resumed(self) -> bool:
        """Whether the run was there before this process."""
        return self.sink.resumed

    @property
    def config(self) -> dict[str, Any]:
        """The config as it is kept (a copy): JSON values, objects nested."""
        return merge({}, self._config)

    def set_config(self, update: Mapping[str, Any]) -> None:
        """Merges ``update`` into the config, objects deeply. Raises OptionError unless it is a dict."""
        self._refuse_when_closed()
        made = self._object(update, "config")
        self._config = merge(self._config, made)
        self.sink.merge_meta({"config": made})

    @property
    def tags(self) -> list[str]:
        """The run's tags (a copy)."""
        return list(self._tags)

    def add_tags(self, tags: Sequence[str]) -> None:
        """Adds tags; those that are there stay once."""
        self._refuse_when_closed()
        self._tags = list(dict.fromkeys([*self._tags, *(str(tag) for tag in tags)]))
        self.sink.merge_meta({"tags": self._tags})

    def summary(self, update: Mapping[str, Any]) -> None:
        """Merges final values into summary.json. Raises OptionError unless it is a dict."""
        self._refuse_when_closed()
        self.sink.merge_summary(self._object(update, "summary"))

    def set_primary_metric(self, name: str, mode: str = "max") -> None:
        """Names the metric whose best value stands for the run. ``mode`` is "max" or "min", else OptionError.

        Its best finite value and step are written to the summary as ``best_metric_*`` when the run ends.
        """
        self._refuse_when_closed()
        if mode not in ("max", "min"):
            raise OptionError(f"mode={mode!r} is not accepted: it is max or min")
        said = self.sink.summary()
        best = Best(mode)
        if said.get("best_metric_name") == name and said.get("best_metric_mode") == mode:
            value = said.get("best_metric_value")
            best = Best(mode, value if isinstance(value, (int, float)) else None, said.get("best_metric_step"))
        with self._lock:
            self._series.find(name, "ML_STEP", {}).best = best
        self._primary = (name, best)
        self.sink.set_primary_metric(name, mode)

    def log_image(
        self, key: str, image: Any, step: int | None = None, caption: str | None = None, format: str = "png", quality: int = 90
    ) -> str | None:
        """Keeps an image: encoded bytes, a path, a PIL image, or an array or rows of height × width [× 1, 3 or 4] (bytes, or floats 0 … 1).

        ``step`` is where training stands unless given; ``quality`` is for jpeg and webp. Returns the path inside the run.
        What is no image follows the error strategy.
        """
        self._refuse_when_closed()
        try:
            data, extension = to_image_bytes(image, format, quality)
            at = self.current_step if step is None else to_integer(step, "step")
        except (InvalidMetricError, OSError) as error:
            self.reporter.fail_call(InvalidMetricError(f"image {key!r}: {error}"), "cannot be logged")
            return None
        now = self._clock()
        event = {"key": str(key), "step": at, "caption": None if caption is None else str(caption)}
        with self._lock:
            return self.sink.put_image(data, image_name(str(key), extension, now), seconds_text(now), event)

    def flush(self, timeout: float | None = None) -> bool:
        """Waits until everything that was logged is written or delivered; False when ``timeout`` seconds were not enough."""
        return self.sink.flush(timeout)

    def set_status(self, status: str, reason: str | None) -> None:
        """Writes or sends a status behind the events so far, and goes on: "running", "finished", "failed" or "interrupted"."""
        with self._lock:
            self.sink.set_status(status, reason)

    def finish(self, status: str = "finished", reason: str | None = None) -> None:
        """Ends the run as "finished", "failed" or "interrupted". Says what was dropped. A second call does nothing.

        Raises DeliveryError under error_strategy="RaiseOnClose" when anything failed. In a forked child only the
        child's own part ends.
        """
        if status not in STATUSES:
            raise OptionError(f"status={status!r} is not accepted: it is one of {', '.join(STATUSES)}")
        with self._finish_lock:
            if self.finished:
                return
            self.finished = True
        own = os.getpid() == self._pid
        for part in (self._console, self._monitor):
            if part is not None:
                part.stop()
        if own and self._primary is not None and self._primary[1].value is not None:
            self.sink.merge_summary(self._best_summary())
        self._close_log()
        self.sink.close(status if own else None, reason)
        drops = self.reporter.drops_text()
        if drops:
            self.reporter.say(LogLevel.WARN, f"{drops}; run {self.place}")
        self.reporter.raise_on_close()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        if kind is None:
            self.finish()
        else:
            self.finish("interrupted" if kind is KeyboardInterrupt else "failed", reason_of(kind, error))

    def _best_summary(self) -> dict[str, Any]:
        assert self._primary is not None
        name, best = self._primary
        return {
            "best_metric_name": name,
            "best_metric_mode": best.mode,
            "best_metric_value": best.value,
            "best_metric_step": best.step,
        }

    def _object(self, value: Any, what: str) -> dict[str, Any]:
        try:
            return to_json_object(value, what)
        except InvalidMetricError as error:
            raise OptionError(str(error)) from None

    def _after_fork(self) -> None:
        self._renew_locks()
        self._finish_lock = threading.RLock()
        self._monitor = None
        self.sink.renew_after_fork()


def _after_fork_in_child() -> None:
    for run in list(_open_runs):
        if not run.finished:
            run._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
