"""The run that a framework's callback logs into."""

from __future__ import annotations

from typing import Any, Mapping

from .announce import announce
from .api import current_run
from .environment import process_rank
from .errors import OptionError
from .exit_hooks import ExitHooks
from .run import Run
from .settings import resolve_settings
from .start import open_noop, start_run


class FrameworkRun:
    """A run that was given, else the one that ``stepwell.init`` opened, else one of its own, opened with the first use.

    In a distributed job only rank 0 opens one; the others log into nothing. Its own says finished when training ends and running
    when more is logged; the process's end ends it. Another's is left open.
    """

    def __init__(self, run: Run | None, options: Mapping[str, Any]) -> None:
        """Raises OptionError when a run and options for one are given."""
        if run is not None and options:
            raise OptionError(f"run and {', '.join(options)} cannot both be given: options open a run")
        self._given = run
        self._options = dict(options)
        self._own: Run | None = None
        self._hooks: ExitHooks | None = None
        #: How training ended, where nothing was logged since.
        self._ended: tuple[str, str | None] | None = None

    @property
    def run(self) -> Run:
        """The run, opened where it is not. Raises what ``start_run`` raises."""
        found = self._given or self._own or (None if self._options else current_run())
        if found is None and process_rank() not in (None, 0):
            found = self._own = open_noop(resolve_settings(**self._options))
        if found is None or (found is self._own and found.finished):
            found = self._own = start_run(**self._options)
            self._hooks = ExitHooks(found, self._end_with_process).install()
            announce(found)
        return found

    def log(self, metrics: Mapping[str, Any], step: int | None) -> None:
        """Numbers of one step. Nothing raises; what is no number is counted."""
        run = self.run
        if self._ended is not None:
            self._ended = None
            run.set_status("running", None)
        if metrics:
            run.log(dict(metrics), step=step)

    def set_config(self, config: Any) -> None:
        """Merges into the config; anything that is no dict is left out."""
        if isinstance(config, Mapping) and config:
            self.run.set_config(config)

    def end(self, status: str = "finished", reason: str | None = None) -> None:
        """Training has ended, for now."""
        if self._own is not None and not self._own.finished:
            self._ended = (status, reason)
            self._own.set_status(status, reason)
            self._own.flush(60.0)

    def close(self) -> None:
        """Ends a run of its own."""
        if self._hooks is not None:
            self._hooks.remove()
        self._end_with_process("finished", None)

    def _end_with_process(self, status: str, reason: str | None) -> None:
        """What happens to the process behind the end of training is not the run's end."""
        if self._own is not None:
            self._own.finish(*(self._ended or (status, reason)))
