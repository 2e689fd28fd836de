"""A logger for PyTorch Lightning: ``Trainer(logger=StepwellLogger(project="digits"))``. Needs ``lightning`` or ``pytorch_lightning``."""

from __future__ import annotations

from typing import Any, Mapping

try:
    from lightning.pytorch.loggers.logger import Logger
except ImportError:
    try:
        from pytorch_lightning.loggers.logger import Logger
    except ImportError:
        raise ImportError("stepwell.lightning needs lightning (or pytorch_lightning): pip install lightning") from None

from .framework_run import FrameworkRun
from .json_values import to_json_value
from .run import Run
from .unsupported import note_unsupported


class StepwellLogger(Logger):  # type: ignore[misc]
    """Writes what a LightningModule logs into ``run``, or into one opened with ``options`` (of ``stepwell.start_run``). Rank 0 writes."""

    def __init__(self, run: Run | None = None, **options: Any) -> None:
        """Raises OptionError when both are given."""
        super().__init__()
        self._target = FrameworkRun(run, options)

    @property
    def experiment(self) -> Run:
        """The Stepwell run."""
        return self._target.run

    @property
    def name(self) -> str:
        """The project."""
        return self.experiment.settings.project

    @property
    def version(self) -> str:
        """The run's id."""
        return self.experiment.id

    @property
    def save_dir(self) -> str:
        """Where Lightning may put files: the root, in a folder of project and run."""
        return self.experiment.settings.root

    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Metrics of one step; ``epoch`` is one of them."""
        self._target.log(metrics, step)

    def log_hyperparams(self, params: Any, *_: Any, **__: Any) -> None:
        """Into the run's config."""
        self._target.set_config(to_json_value(params))

    def log_graph(self, *_: Any, **__: Any) -> None:
        """Graphs are not supported: counted."""
        note_unsupported(self.experiment.reporter, "log_graph")

    def log_image(self, key: str, images: list[Any], step: int | None = None, caption: list[str] | None = None, **_: Any) -> None:
        """Images of one key, each under its number where there are several."""
        for number, image in enumerate(images):
            text = caption[number] if caption is not None and number < len(caption) else None
            self.experiment.log_image(key if len(images) == 1 else f"{key}/{number}", image, step, text)

    def after_save_checkpoint(self, checkpoint_callback: Any) -> None:
        """An annotation for each new best checkpoint."""
        path = getattr(checkpoint_callback, "best_model_path", "") or getattr(checkpoint_callback, "last_model_path", "")
        if path:
            self.experiment.annotate("saved checkpoint", {"path": str(path)}, self.experiment.current_step)

    def save(self) -> None:
        """Everything is written as it is logged."""

    def finalize(self, status: str) -> None:
        """Training or a test has ended. Logging may go on; the process's end ends the run."""
        if status in ("success", "finished"):
            self._target.end()
        else:
            self._target.end("failed", f"the trainer says {status}")
