"""A run as the wandb client shows it."""

from __future__ import annotations

from typing import Any, Iterator, Mapping

from ..errors import InvalidMetricError
from ..exit_hooks import ExitHooks, reason_of
from ..first_free_step import first_free_step
from ..run import Run as StepwellRun
from ..unsupported import Unsupported, note_unsupported
from ..values import to_integer, to_number
from .maps import RunMap
from .media import Image, images_of


class Run:
    """One step for the whole run: each ``log`` takes the next, unless it says its own or ``commit=False``.

    Every call is written before it returns, with ``commit=False`` too. Logging never raises; what cannot be done is said once and counted.
    """

    def __init__(self, run: StepwellRun, name: str | None, facts: Mapping[str, Any]) -> None:
        self.stepwell = run
        self.id = run.settings.run_name or run.id
        self._name = name or run.id
        self._facts = dict(facts)
        #: Sweeps are not supported.
        self.sweep_id = None
        #: The step that the next ``log`` stands at.
        self.step = first_free_step(run)
        self.config = RunMap(run.set_config, run.config)
        self.summary = RunMap(run.summary, run.sink.summary())
        #: Names of numbers that were logged: their newest values are the summary when the run ends, where it says nothing else.
        self._logged: set[str] = set()
        self._texts: dict[str, str] = {}
        self._hooks = ExitHooks(run, self._end).install()

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name
        self.stepwell.sink.merge_meta({"alias": name})

    @property
    def notes(self) -> str | None:
        value = self._facts.get("notes")
        return None if value is None else str(value)

    @notes.setter
    def notes(self, notes: str | None) -> None:
        self._facts["notes"] = notes
        self.stepwell.sink.merge_meta({"notes": notes})

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.stepwell.tags)

    @tags.setter
    def tags(self, tags: Any) -> None:
        self.stepwell.add_tags(list(tags))

    @property
    def project(self) -> str:
        return self.stepwell.settings.project

    @property
    def entity(self) -> str | None:
        return self.stepwell.settings.workspace

    @property
    def group(self) -> str | None:
        return self.stepwell.settings.experiment

    @property
    def job_type(self) -> Any:
        return self._facts.get("job_type")

    @property
    def dir(self) -> str:
        """The run's folder, or its page on a server."""
        return self.stepwell.place

    url = dir

    def get_url(self) -> str:
        """The same as ``url``."""
        return self.stepwell.place

    @property
    def resumed(self) -> bool:
        return self.stepwell.resumed

    @property
    def disabled(self) -> bool:
        return self.stepwell.sink.run_id == "noop"

    def log(self, data: Mapping[str, Any], step: int | None = None, commit: bool | None = None, sync: bool | None = None) -> None:
        """Logs numbers, images, figures and texts. Nested dicts become names with dots.

        ``step``: an own step, which further calls stand at until they say another (``commit=True`` moves on behind it). A step
        that lies before others is taken, and of several values at one step the last counts.
        """
        if self.stepwell.finished:
            return self._dropped("log() after finish()")
        if not isinstance(data, Mapping):
            return self._dropped(f"log({type(data).__name__})")
        try:
            at = self.step if step is None else to_integer(step, "step")
        except InvalidMetricError as error:
            return self.stepwell.reporter.fail_call(error, "cannot be logged")
        numbers: dict[str, Any] = {}
        for name, value in flat(data):
            self._take(name, value, at, numbers)
        if numbers:
            self.stepwell.log(numbers, step=at)
            self._logged.update(numbers)
            for name, value in numbers.items():
                self.summary.note(name, value)
        self.step = at + 1 if commit or (commit is None and step is None) else at

    def define_metric(self, name: str, step_metric: Any = None, summary: str | None = None, goal: str | None = None, **_: Any) -> None:
        """The first metric with a ``goal`` (or ``summary`` min or max) stands for the run. Own x axes are chosen in the page."""
        mode = {"minimize": "min", "maximize": "max", "min": "min", "max": "max"}.get(goal or summary or "")
        if mode is not None and "*" not in name and "primary" not in self._facts:
            self._facts["primary"] = name
            self.stepwell.set_primary_metric(name, mode)
        elif step_metric is not None or mode is not None:
            self._dropped("define_metric with step_metric, a pattern or a second goal")

    def alert(self, title: str, text: str = "", level: Any = None, **_: Any) -> None:
        """An annotation."""
        metadata = {} if level is None else {"level": str(getattr(level, "value", level))}
        self.stepwell.annotate(f"{title}: {text}" if text else title, metadata, self.stepwell.current_step)

    def finish(self, exit_code: int | None = None, quiet: bool | None = None) -> None:
        """Ends the run: finished, or failed for an ``exit_code`` that is not 0. A second call does nothing."""
        if exit_code:
            self._end("failed", f"exit code {exit_code}")
        else:
            self._end("finished", None)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        if kind is None:
            self.finish()
        else:
            self._end("interrupted" if issubclass(kind, KeyboardInterrupt) else "failed", reason_of(kind, error))

    def __getattr__(self, name: str) -> Any:
        """watch, save, log_artifact … : counted, and their result takes any call."""
        if name.startswith("_") or name == "stepwell":
            raise AttributeError(name)
        self._dropped(f"run.{name}")
        return Unsupported(f"run.{name}")

    def _end(self, status: str, reason: str | None) -> None:
        if self.stepwell.finished:
            return
        self._hooks.remove()
        self.summary.write_noted(sorted(self._logged))
        self.stepwell.finish(status, reason)

    def _take(self, name: str, value: Any, at: int, numbers: dict[str, Any]) -> None:
        """One value of a row: a number joins the others, anything else goes where it belongs or is counted."""
        images = images_of(value)
        if images is not None:
            return self._log_images(name, images, at)
        if isinstance(value, str):
            if self._texts.get(name) != value:
                self._texts[name] = value
                self.summary.update({name: value})
            return None
        if type(value) is bool:
            value = int(value)
        try:
            numbers[name] = to_number(value)
        except InvalidMetricError:
            self._dropped(value.what if isinstance(value, Unsupported) else f"a value of type {type(value).__name__}")
        return None

    def _log_images(self, name: str, images: list[Image], at: int) -> None:
        for number, image in enumerate(images):
            for overlay in image.overlays:
                self._dropped(f"{overlay} of an Image")
            try:
                source = image.source()
            except Exception as error:  # Whatever a plotting library raises stops no training.
                self.stepwell.reporter.fail_call(InvalidMetricError(f"image {name!r}: {error}"), "cannot be logged")
                continue
            key = name if len(images) == 1 else f"{name}/{number}"
            self.stepwell.log_image(key, source, at, image.caption, image.format)

    def _dropped(self, what: str) -> None:
        note_unsupported(self.stepwell.reporter, what)


def flat(data: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values; a dict within gets its names joined by dots."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
