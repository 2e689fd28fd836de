"""The calls of the wandb client that training scripts use, writing a Stepwell run on this machine.

    import stepwell.wandb as wandb      # was: import wandb

Nothing is sent anywhere unless ``init`` is given ``server=``.
"""

from __future__ import annotations

import os
from typing import Any, Mapping, Sequence

from ..announce import announce
from ..errors import NotInitializedError
from ..run import Run as _StepwellRun
from ..settings import resolve_settings
from ..start import open_noop, start_run
from ..strategies import LogLevel
from ..unsupported import Unsupported
from .init_settings import resume_strategy, with_environment
from .media import AlertLevel, Image
from .wandb_run import Run

__all__ = ["AlertLevel", "Image", "Run", "alert", "define_metric", "finish", "init", "log", "login", "save", "setup", "watch"]

_run: Run | None = None
#: Classes and modules of wandb whose objects can be made and passed on, and are counted where they are logged.
_STANDINS = frozenset(
    ("Artifact", "Audio", "Graph", "Histogram", "Html", "Molecule", "Object3D", "Plotly", "Settings", "Table", "Video", "plot")
)


def init(
    entity: str | None = None,
    project: str | None = None,
    dir: str | os.PathLike[str] | None = None,
    id: str | None = None,
    name: str | None = None,
    notes: str | None = None,
    tags: Sequence[str] | None = None,
    config: Any = None,
    config_exclude_keys: Sequence[str] | None = None,
    config_include_keys: Sequence[str] | None = None,
    allow_val_change: bool | None = None,
    group: str | None = None,
    job_type: str | None = None,
    mode: str | None = None,
    force: bool | None = None,
    reinit: Any = None,
    resume: Any = None,
    server: str | None = None,
    api_key: str | None = None,
    **other: Any,
) -> Run:
    """Opens a run below ``dir`` (STEPWELL_ROOT, else ./runs): ``[entity/]project/[group/]<run id>``. WANDB_PROJECT and its like are read.

    ``id`` is what a resume looks for; ``name`` is only shown. A run that is open is returned, unless ``reinit`` says otherwise.
    ``mode="disabled"`` keeps nothing. Options that have no effect are named. Raises OptionError, RunExistsError, ServerError.
    """
    global _run
    open_run = _current()
    if open_run is not None and reinit in (None, False, "default", "return_previous"):
        return open_run
    if open_run is not None and reinit in (True, "finish_previous"):
        open_run.finish()
    said = with_environment(
        {"project": project, "entity": entity, "name": name, "id": id, "group": group, "job_type": job_type,
         "notes": notes, "tags": tags, "mode": mode, "resume": resume}
    )  # fmt: skip
    facts = {key: said[key] for key in ("notes", "job_type") if said[key] is not None}
    where: dict[str, Any] = {"server": server, "api_key": api_key} if server is not None else {"root": dir}
    inner = _open(said, _chosen(config, config_include_keys, config_exclude_keys), where)
    run = Run(inner, said["name"], facts)
    if facts or said["name"] is not None:
        inner.sink.merge_meta({**facts, **({} if said["name"] is None else {"alias": said["name"]})})
    if said["resume"] == "must" and not inner.resumed:
        inner.reporter.say(LogLevel.WARN, f"there is no run with id={said['id']!r} to resume: a new one begins")
    for option in other:
        inner.reporter.say(LogLevel.WARN, f"init({option}=) has no effect")
    if not run.disabled:
        announce(inner)
    _run = run
    return run


def _open(said: Mapping[str, Any], config: Any, where: dict[str, Any]) -> _StepwellRun:
    options = {
        "project": said["project"], "workspace": said["entity"], "experiment": said["group"], "run_name": said["id"],
        "config": config, "tags": said["tags"], "resume": resume_strategy(said["resume"], said["id"]),
    }  # fmt: skip
    if said["mode"] == "disabled":
        return open_noop(resolve_settings(**options))
    return start_run(**options, **where, capture_console=True, system_metrics=True)


def _chosen(config: Any, include: Sequence[str] | None, exclude: Sequence[str] | None) -> Any:
    if include is None and exclude is None:
        return config
    if not isinstance(config, Mapping):
        config = vars(config)
    kept = config if include is None else {key: config[key] for key in include if key in config}
    return {key: value for key, value in kept.items() if key not in (exclude or ())}


def log(data: Mapping[str, Any], step: int | None = None, commit: bool | None = None, sync: bool | None = None) -> None:
    """See ``Run.log``. Raises NotInitializedError before ``init``."""
    _open_run("log").log(data, step, commit, sync)


def finish(exit_code: int | None = None, quiet: bool | None = None) -> None:
    """Ends the open run; nothing where there is none."""
    run = _current()
    if run is not None:
        run.finish(exit_code, quiet)


def alert(title: str, text: str = "", level: Any = None, **more: Any) -> None:
    """An annotation on the open run."""
    _open_run("alert").alert(title, text, level, **more)


def define_metric(name: str, *given: Any, **more: Any) -> None:
    """See ``Run.define_metric``."""
    _open_run("define_metric").define_metric(name, *given, **more)


def watch(*_: Any, **__: Any) -> Any:
    """Gradients are not watched: counted."""
    return _open_run("watch").watch


def save(*_: Any, **__: Any) -> Any:
    """Files are not copied: counted."""
    return _open_run("save").save


def login(*_: Any, **__: Any) -> bool:
    """There is nothing to log in to."""
    return True


def setup(*_: Any, **__: Any) -> None:
    """There is nothing to set up."""


def _current() -> Run | None:
    return None if _run is None or _run.stepwell.finished else _run


def _open_run(call: str) -> Run:
    run = _current()
    if run is None:
        raise NotInitializedError(f"wandb.{call} was used without an open run: call wandb.init() first")
    return run


def __getattr__(name: str) -> Any:
    if name == "run":
        return _current()
    if name in ("config", "summary"):
        return getattr(_open_run(name), name)
    if name in _STANDINS:
        return Unsupported(f"wandb.{name}")
    raise AttributeError(f"stepwell.wandb has no {name}")
