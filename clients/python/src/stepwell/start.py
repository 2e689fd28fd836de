"""Opens runs."""

from __future__ import annotations

import os
from typing import Any

from .errors import UnknownOptionError
from .facts import git_facts, process_facts, write_diff
from .folder_sink import FolderSink
from .http_sink import HttpSink
from .json_values import merge
from .noop_sink import NoopSink
from .reporter import Reporter
from .run import Run
from .settings import Settings, resolve_settings
from .sink import Sink


def start_run(**options: Any) -> Run:
    """Opens a run with the options of ``resolve_settings`` (settings.py): into a folder, or to a server where ``server`` is given.

    Nothing is printed, no console captured, no hook installed and no thread started for a folder unless asked for.
    Raises OptionError, RunExistsError, ServerError.
    """
    try:
        settings = resolve_settings(**options)
    except TypeError as error:
        raise UnknownOptionError(str(error)) from None
    return open_run(settings)


def open_run(settings: Settings) -> Run:
    """The run that ``settings`` describe, new or resumed."""
    reporter = Reporter(settings.errors, settings.log_level, settings.error_queue_size)
    git, diff = git_facts(os.getcwd())
    facts = run_facts(settings, git)
    sink: Sink
    if settings.delivery is not None:
        sink = HttpSink(settings, settings.delivery, reporter, facts, diff)
    else:
        folder = FolderSink(settings, reporter, facts)
        write_diff(folder.path, diff)
        sink = folder
    return Run(settings, sink, reporter, merge(sink.config(), settings.config or {}))


def open_noop(settings: Settings) -> Run:
    """A run that takes everything and keeps nothing."""
    return Run(settings, NoopSink(), Reporter(settings.errors, settings.log_level), settings.config or {})


def run_facts(settings: Settings, git: dict[str, Any] | None) -> dict[str, Any]:
    """What meta.json says of the run. Fields that were not given are left out, so that a resume keeps what was there."""
    given = {
        "key": settings.run_name,
        "alias": settings.run_name,
        "workspace": settings.workspace,
        "project": settings.project if settings.folder_path is None and settings.folder_id is None else None,
        "experiment": settings.experiment,
        "description": settings.description,
        "tags": settings.tags or None,
        "config": settings.config,
        "aggregation_rules": settings.aggregation_rules,
        "git": git,
    }
    return {**process_facts(), "client": "stepwell-python", **{name: value for name, value in given.items() if value is not None}}
