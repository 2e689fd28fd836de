"""A callback for Keras: ``model.fit(..., callbacks=[StepwellCallback(project="digits")])``. Needs ``keras`` or ``tensorflow``."""

from __future__ import annotations

from typing import Any

try:
    from keras.callbacks import Callback
except ImportError:
    try:
        from tensorflow.keras.callbacks import Callback
    except ImportError:
        raise ImportError("stepwell.keras needs keras (or tensorflow): pip install keras") from None

from .errors import OptionError
from .first_free_step import first_free_step
from .framework_run import FrameworkRun
from .json_values import to_json_value
from .run import Run


class StepwellCallback(Callback):  # type: ignore[misc]
    """Writes Keras' logs under Keras' names at each epoch into ``run``, or into one opened with ``options`` (of ``stepwell.start_run``).

    ``log_freq`` = N also writes ``batch/…`` every N batches; batches are counted over the whole run.
    Raises OptionError for another ``log_freq``, or a run together with options.
    """

    def __init__(self, run: Run | None = None, log_freq: int | str = "epoch", **options: Any) -> None:
        super().__init__()
        if log_freq != "epoch" and (isinstance(log_freq, bool) or not isinstance(log_freq, int) or log_freq < 1):
            raise OptionError(f"log_freq={log_freq!r} is not accepted: it is epoch, or a number of batches")
        self._target = FrameworkRun(run, options)
        self._every = log_freq if isinstance(log_freq, int) else None
        self._batch = 0

    def on_train_begin(self, logs: Any = None) -> None:
        """What ``fit`` was told, and the optimizer's config, are the run's config."""
        self._batch = max(self._batch, first_free_step(self._target.run))
        self._target.set_config(to_json_value(getattr(self, "params", None) or {}))
        optimizer = getattr(getattr(self, "model", None), "optimizer", None)
        if hasattr(optimizer, "get_config"):
            self._target.set_config({"optimizer": to_json_value(optimizer.get_config())})

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Counts; writes every N batches."""
        at, self._batch = self._batch, self._batch + 1
        if self._every is not None and at % self._every == 0 and logs:
            self._target.log({f"batch/{name}": value for name, value in logs.items()}, at)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Numbers at the epoch."""
        if logs:
            self._target.log(logs, epoch)

    def on_train_end(self, logs: Any = None) -> None:
        """Training has ended. The process's end ends the run."""
        self._target.end()
