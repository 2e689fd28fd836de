"""The module-level habit: one run per process, opened by ``init``. Source: the Metrana client's documentation."""

from __future__ import annotations

import difflib
import inspect
import os
from typing import Any, Mapping, NoReturn, Sequence

from .aggregation import AggregationRule
from .announce import announce
from .errors import AlreadyInitializedError, NotInitializedError, OptionError, UnknownOptionError
from .exit_hooks import ExitHooks
from .recorder import Labels, Metrics
from .run import Run
from .start import start_run


class _NoRun:
    """Stands where the run will stand, so that ``log`` needs no check of its own."""

    def __getattr__(self, name: str) -> NoReturn:
        raise NotInitializedError(f"stepwell.{name}() was called without an open run: call stepwell.init() first")


_NONE: Any = _NoRun()
_run: Any = _NONE
_hooks: ExitHooks | None = None
_was_open = False


def init(
    api_key: str | None = None,
    workspace_name: str | None = None,
    project_name: str | None = None,
    run_name: str | None = None,
    experiment_name: str | None = None,
    resume_strategy: str | None = None,
    backpressure_strategy: str | None = None,
    error_strategy: str | None = None,
    close_strategy: str | None = None,
    log_level: str | None = None,
    aggregation_rules: Sequence[AggregationRule] | None = None,
    config: Any = None,
    num_dispatch_workers: int = 4,
    ingestion_url: str | None = None,
    *,
    server: str | None = None,
    root: str | os.PathLike[str] | None = None,
    tags: Sequence[str] | None = None,
    description: str | None = None,
    capture_console: bool = True,
    system_metrics: bool | float = True,
    **unknown: Any,
) -> Run:
    """Opens the run that the module-level calls log into, and says where it is written.

    Nothing is required. Without ``server`` (or ``ingestion_url``, the same) the run is a folder below ``root``
    (STEPWELL_ROOT, else ./runs): ``<root>/[workspace/]project/[experiment/]<run id>``. ``run_name`` is what a resume looks for there.
    ``config`` may be a dict, a dataclass or an argparse namespace. ``system_metrics`` may be seconds between readings.
    Strategies come from the argument, else the environment, else the default (docs/clients.md).

    Raises AlreadyInitializedError, OptionError (a value that is not accepted, a root that cannot be written),
    UnknownOptionError, RunExistsError (resume_strategy="Never"), ServerError (no server there, or it refuses the key).
    """
    global _run, _hooks, _was_open
    if unknown:
        raise _unknown_option(next(iter(unknown)))
    if _run is not _NONE:
        raise AlreadyInitializedError(
            f"stepwell.init() was called already (run {_run.place}): call stepwell.close() before the next one"
        )
    if server is not None and ingestion_url is not None and server != ingestion_url:
        raise OptionError("server and ingestion_url name two servers: give one of them")
    if not isinstance(capture_console, bool):
        raise OptionError(f"capture_console={capture_console!r} is not accepted: it is True or False")
    run = start_run(
        api_key=api_key,
        workspace=workspace_name,
        project=project_name,
        run_name=run_name,
        experiment=experiment_name,
        resume=resume_strategy,
        backpressure=backpressure_strategy,
        errors=error_strategy,
        close=close_strategy,
        log_level=log_level,
        aggregation_rules=aggregation_rules,
        config=config,
        workers=num_dispatch_workers,
        server=server if server is not None else ingestion_url,
        root=root,
        tags=tags,
        description=description,
        capture_console=capture_console,
        system_metrics=system_metrics,
    )
    announce(run)
    _run = run
    _hooks = ExitHooks(run, _close_at_exit).install()
    _was_open = True
    return run


def log(
    metric_name: Metrics,
    value: float | int | None = None,
    scale: str | None = None,
    step: int | None = None,
    labels: Labels = None,
    evaluation: bool = False,
    timestamp: int | None = None,
) -> None:
    """Logs one value, or a dict of values. See ``Run.log``. Raises NotInitializedError before ``init``."""
    _run.log(metric_name, value, scale, step, labels, evaluation, timestamp)


def log_rl_step(
    metric_name: str,
    value: float | int,
    evaluation: bool = False,
    step: int | None = None,
    labels: Labels = None,
    timestamp: int | None = None,
) -> None:
    """A metric per gradient update (scale ML_STEP). See ``Run.log_rl_step``."""
    _run.log_rl_step(metric_name, value, evaluation, step, labels, timestamp)


def log_rl_episode(
    metric_name: str,
    value: float | int,
    rl_step: int,
    evaluation: bool = False,
    episode: int | None = None,
    env_id: str | None = None,
    labels: Labels = None,
    timestamp: int | None = None,
) -> None:
    """A metric per episode (scale EPISODE). See ``Run.log_rl_episode``."""
    _run.log_rl_episode(metric_name, value, rl_step, evaluation, episode, env_id, labels, timestamp)


def log_rl_environment_step(
    metric_name: str,
    value: float | int,
    rl_step: int,
    evaluation: bool = False,
    env_step: int | None = None,
    episode: int | None = None,
    env_id: str | None = None,
    labels: Labels = None,
    timestamp: int | None = None,
) -> None:
    """A metric per environment interaction (scale ENVIRONMENT_STEP). See ``Run.log_rl_environment_step``."""
    _run.log_rl_environment_step(metric_name, value, rl_step, evaluation, env_step, episode, env_id, labels, timestamp)


def annotate(text: str, metadata: Mapping[str, Any] | None = None, step: int | None = None) -> None:
    """A remark on the run. See ``Run.annotate``."""
    _run.annotate(text, metadata, step)


def log_image(
    key: str, image: Any, step: int | None = None, caption: str | None = None, format: str = "png", quality: int = 90
) -> str | None:
    """Keeps an image. See ``Run.log_image``."""
    return _run.log_image(key, image, step, caption, format, quality)  # type: ignore[no-any-return]


def summary(update: Mapping[str, Any]) -> None:
    """Merges final values into the run's summary. See ``Run.summary``."""
    _run.summary(update)


def set_primary_metric(name: str, mode: str = "max") -> None:
    """Names the metric that stands for the run. See ``Run.set_primary_metric``."""
    _run.set_primary_metric(name, mode)


def set_stage(stage: str | None) -> None:
    """Names the stage that further points carry. See ``Run.set_stage``."""
    _run.set_stage(stage)


def flush(timeout: float | None = None) -> bool:
    """Waits until everything is written or delivered. See ``Run.flush``."""
    return _run.flush(timeout)  # type: ignore[no-any-return]


def current_run() -> Run | None:
    """The open run, or None."""
    return None if _run is _NONE else _run


def close(*, status: str = "finished", reason: str | None = None) -> None:
    """Ends the run; what waits for a server follows the close strategy, and every drop is counted and said.

    A second call does nothing. Raises NotInitializedError before the first ``init``, DeliveryError under RaiseOnClose.
    """
    global _run, _hooks
    run, hooks = _run, _hooks
    if run is _NONE:
        if not _was_open:
            run.close()
        return
    _run, _hooks = _NONE, None
    if hooks is not None:
        hooks.remove()
    run.finish(status, reason)


def _close_at_exit(status: str, reason: str | None) -> None:
    close(status=status, reason=reason)


def _unknown_option(name: str) -> UnknownOptionError:
    accepted = [one for one in inspect.signature(init).parameters if one != "unknown"]
    close_ones = difflib.get_close_matches(name, accepted, 1)
    hint = f" (did you mean {close_ones[0]}?)" if close_ones else ""
    return UnknownOptionError(f"stepwell.init() has no option {name!r}{hint}: it accepts {', '.join(accepted)}")
