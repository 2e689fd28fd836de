"""``SummaryWriter`` as torch.utils.tensorboard and tensorboardX have it, writing a Stepwell run.

    from stepwell.tensorboard import SummaryWriter      # was: from torch.utils.tensorboard import SummaryWriter
"""

from __future__ import annotations

import os
from typing import Any, Mapping

from .announce import announce
from .errors import InvalidMetricError
from .exit_hooks import ExitHooks
from .figures import close_figure, figure_bytes
from .first_free_step import first_free_step
from .image_layout import split_batch, to_rows_columns_channels
from .start import start_run
from .unsupported import note_unsupported
from .values import to_double, to_integer


class SummaryWriter:
    """One run. No call but the constructor ever raises; what cannot be done is said once and counted.

    With ``log_dir`` the run's folder lies in it, and a second writer of the same ``log_dir`` continues the run; without, below
    STEPWELL_ROOT (else ./runs). Further ``options`` are those of ``stepwell.start_run`` (project, server, config …).
    Raises OptionError, ServerError.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: int = 120,
        filename_suffix: str = "",
        **options: Any,
    ) -> None:
        log_dir = options.pop("logdir", log_dir)  # tensorboardX's name
        given: dict[str, Any] = {"run_name": comment or None}
        if log_dir is not None:
            path = os.path.abspath(os.fspath(log_dir))
            given = {"run_name": os.path.basename(path) or "run", "root": path, "folder_path": "/"}
            if "server" in options:
                given = {"run_name": given["run_name"]}
        self.run = start_run(**{**given, **options})
        self.log_dir = str(log_dir) if log_dir is not None else self.run.place
        self._hooks = ExitHooks(self.run).install()
        self._step = first_free_step(self.run)
        #: Tags that have a point at the current step.
        self._seen: set[str] = set()
        announce(self.run)
        if purge_step is not None:
            note_unsupported(self.run.reporter, "purge_step (what is written again at a step wins, nothing is deleted)")

    def add_scalar(
        self, tag: str, scalar_value: Any, global_step: int | None = None, walltime: float | None = None, *_: Any, **__: Any
    ) -> None:
        """One value. Without ``global_step`` it stands at the run's step, which moves on when a tag comes a second time."""
        if self._is_closed("add_scalar"):
            return
        at = self._place(global_step, tag)
        if at is not None:
            self.run.log(tag, scalar_value, None, at, None, False, _nanoseconds(walltime))

    def add_scalars(
        self, main_tag: str, tag_scalar_dict: Mapping[str, Any], global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """Several lines of one chart: one metric, its lines told apart by the label ``tag``."""
        if self._is_closed("add_scalars"):
            return
        at = self._place(global_step, main_tag)
        if at is not None:
            for tag, value in tag_scalar_dict.items():
                self.run.log(main_tag, value, None, at, {"tag": str(tag)}, False, _nanoseconds(walltime))

    def add_image(
        self, tag: str, img_tensor: Any, global_step: int | None = None, walltime: float | None = None, dataformats: str = "CHW"
    ) -> None:
        """An image: bytes (0 … 255) or floats (0 … 1), its axes as ``dataformats`` says."""
        self._add_images(tag, global_step, lambda: [to_rows_columns_channels(img_tensor, dataformats)])

    def add_images(
        self, tag: str, img_tensor: Any, global_step: int | None = None, walltime: float | None = None, dataformats: str = "NCHW"
    ) -> None:
        """Several images, each under its number."""
        self._add_images(tag, global_step, lambda: split_batch(img_tensor, dataformats))

    def add_image_with_boxes(self, tag: str, img_tensor: Any, box_tensor: Any, global_step: int | None = None, **options: Any) -> None:
        """The image; boxes are not supported."""
        note_unsupported(self.run.reporter, "a box of add_image_with_boxes")
        self.add_image(tag, img_tensor, global_step, dataformats=options.get("dataformats", "CHW"))

    def add_figure(
        self, tag: str, figure: Any, global_step: int | None = None, close: bool = True, walltime: float | None = None
    ) -> None:
        """A matplotlib figure, or a list of them, as PNG."""
        figures = list(figure) if isinstance(figure, (list, tuple)) else [figure]
        self._add_images(tag, global_step, lambda: [figure_bytes(one) for one in figures])
        if close:
            for one in figures:
                close_figure(one)

    def add_text(self, tag: str, text_string: str, global_step: int | None = None, walltime: float | None = None) -> None:
        """An annotation; ``tag`` stands in its metadata."""
        if not self._is_closed("add_text"):
            self.run.annotate(str(text_string), {"tag": tag}, self._place(global_step, None))

    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, Any],
        hparam_domain_discrete: Any = None,
        run_name: str | None = None,
        global_step: int | None = None,
    ) -> None:
        """The run's config, and its final values as metrics and summary."""
        if self._is_closed("add_hparams"):
            return
        self.run.set_config(dict(hparam_dict))
        at = self._place(global_step, None)
        for tag, value in metric_dict.items():
            self.run.log(tag, value, None, at)
        self.run.summary(dict(metric_dict))

    def get_logdir(self) -> str:
        """Where the run was said to be written."""
        return self.log_dir

    def flush(self) -> None:
        """Waits until everything is written or delivered, at most a minute."""
        if not self.run.finished:
            self.run.flush(60.0)

    def close(self) -> None:
        """Ends the run. A second call does nothing."""
        self._hooks.remove()
        self.run.finish()

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        self._hooks.remove()
        self.run.__exit__(kind, error, trace)

    def __getattr__(self, name: str) -> Any:
        """add_histogram, add_graph, add_embedding … and whatever else a writer may be asked for."""
        if name.startswith("_") or name == "run":
            raise AttributeError(f"SummaryWriter has no {name}")

        def count(*_: Any, **__: Any) -> None:
            if not self._is_closed(name):
                note_unsupported(self.run.reporter, name)

        return count

    def _add_images(self, tag: str, global_step: int | None, make: Any) -> None:
        if self._is_closed("add_image"):
            return
        try:
            images = make()
        except Exception as error:  # Arrays of any library: whatever they raise stops no training.
            self.run.reporter.fail_call(InvalidMetricError(f"image {tag!r}: {error}"), "cannot be logged")
            return
        at = self._place(global_step, None)
        for number, image in enumerate(images):
            self.run.log_image(tag if len(images) == 1 else f"{tag}/{number}", image, at)

    def _place(self, given: Any, tag: str | None) -> int | None:
        """The step of a call; one step for the whole run. None where the given one is no whole number: then the call is dropped."""
        if given is not None:
            try:
                step = to_integer(given, "global_step")
            except InvalidMetricError as error:
                self.run.reporter.fail_call(error, "cannot be logged")
                return None
        else:
            step = self._step + 1 if tag is not None and tag in self._seen else self._step
        if step != self._step:
            self._step = step
            self._seen.clear()
        if tag is not None:
            self._seen.add(tag)
        return step

    def _is_closed(self, call: str) -> bool:
        if self.run.finished:
            self.run.reporter.drop("closed")
            self.run.reporter.fail(f"{call} after close: nothing is written")
        return self.run.finished


def _nanoseconds(walltime: Any) -> int | None:
    return None if walltime is None else round(to_double(walltime) * 1e6) * 1000
