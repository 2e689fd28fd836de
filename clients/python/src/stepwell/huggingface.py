"""A callback for the Hugging Face Trainer: ``Trainer(..., callbacks=[StepwellCallback(project="glue")])``. Needs ``transformers``."""

from __future__ import annotations

from typing import Any

try:
    from transformers import TrainerCallback
except ImportError:
    raise ImportError("stepwell.huggingface needs transformers: pip install transformers") from None

from .framework_run import FrameworkRun
from .json_values import to_json_value
from .run import Run

#: How the Trainer marks metrics that are not of training.
_PREFIXES = ("eval_", "test_")


class StepwellCallback(TrainerCallback):  # type: ignore[misc]
    """Writes what the Trainer logs into ``run``, or into one opened with ``options`` (of ``stepwell.start_run``).

    ``eval_loss`` becomes ``eval/loss``, everything else ``train/…``. Only the world's process zero writes.
    """

    def __init__(self, run: Run | None = None, **options: Any) -> None:
        """Raises OptionError when both are given."""
        super().__init__()
        self._target = FrameworkRun(run, options)

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        """The arguments and the model's config are the run's config."""
        if not state.is_world_process_zero:
            return
        made = args.to_sanitized_dict() if hasattr(args, "to_sanitized_dict") else to_json_value(vars(args))
        self._target.set_config(to_json_value(made))
        model_config = getattr(model, "config", None)
        if hasattr(model_config, "to_dict"):
            self._target.set_config({"model": to_json_value(model_config.to_dict())})

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        """Numbers at the trainer's global step."""
        if state.is_world_process_zero and logs:
            self._target.log({_renamed(name): value for name, value in logs.items() if not isinstance(value, str)}, state.global_step)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """An annotation."""
        if state.is_world_process_zero:
            path = f"{args.output_dir}/checkpoint-{state.global_step}"
            self._target.run.annotate("saved checkpoint", {"path": path}, state.global_step)

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Training has ended; an evaluation may follow. The process's end ends the run."""
        if state.is_world_process_zero:
            self._target.end()


def _renamed(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return f"{prefix[:-1]}/{name[len(prefix):]}"
    return f"train/{name}"
