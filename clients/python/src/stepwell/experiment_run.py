"""The block ``with experiment.run():``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .exit_hooks import ExitHooks, reason_of

if TYPE_CHECKING:
    from .experiment import Experiment


class ExperimentRun:
    """Starts the experiment on entry, says how the block ended on exit. Never raises for delivery, never hides the block's exception."""

    def __init__(self, experiment: Experiment, install_hooks: bool, flush_retries: int) -> None:
        self._experiment = experiment
        self._retries = flush_retries
        self._hooks = ExitHooks(experiment, self._end_with_process) if install_hooks else None

    def __enter__(self) -> Experiment:
        self._experiment.start()
        if self._hooks is not None:
            self._hooks.install()
        return self._experiment

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        if self._hooks is not None:
            self._hooks.remove()
        if kind is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
            self._experiment.done()
        else:
            status = "interrupted" if issubclass(kind, KeyboardInterrupt) else "failed"
            self._experiment.finish(status, reason_of(kind, error))
        result = self._experiment.deliver(self._retries, free=True)
        if not result.delivered:
            self._experiment.say(f"{result}; it stays queued, and flush_or_raise() tries again")
        elif not result.ok:
            self._experiment.say(str(result))

    def _end_with_process(self, status: str, reason: str | None) -> None:
        self._experiment.finish(status, reason)
        self._experiment.leave()
