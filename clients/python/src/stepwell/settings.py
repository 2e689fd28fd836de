"""The options of a run, each from the argument, else the environment, else the default."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Sequence

from .aggregation import rules_to_json
from .environment import default_root, process_rank, read_size, read_variable
from .errors import InvalidMetricError, OptionError
from .json_values import to_json_object
from .strategies import (
    BackpressureStrategy,
    CloseStrategy,
    ErrorStrategy,
    LogLevel,
    Name,
    ResumeStrategy,
    parse_name,
)

#: Events that may wait for a server before backpressure sets in; each is some 300 bytes.
EVENT_QUEUE_SIZE = 1_000_000
#: Distinct failures that are kept with their text; all are counted.
ERROR_QUEUE_SIZE = 10_000
#: Seconds between two readings of the machine.
SYSTEM_METRICS_SECONDS = 15.0


@dataclass(frozen=True)
class Delivery:
    """How events go to a server. Times in seconds; a size of 0 is unbounded."""

    server: str
    api_key: str | None = None
    workers: int = 4
    event_queue_size: int = EVENT_QUEUE_SIZE
    dispatch_queue_size: int = 0
    timeout: float = 10.0
    ingest_timeout: float = 60.0
    flush_delay: float = 0.25
    #: Attempts after the first; None repeats until the server takes the events or close gives up.
    max_retries: int | None = None
    #: CompleteAll gives up when the server took nothing for this long.
    close_patience: float = 300.0


@dataclass(frozen=True)
class Settings:
    """Everything that a run is opened with. Made by ``resolve_settings``."""

    project: str
    root: str
    workspace: str | None = None
    experiment: str | None = None
    #: Instead of the three names: a folder path below the root ("/a/b"), or a server's folder id.
    folder_path: str | None = None
    folder_id: str | None = None
    run_name: str | None = None
    resume: ResumeStrategy = ResumeStrategy.ALLOW
    backpressure: BackpressureStrategy = BackpressureStrategy.DROP_NEW
    errors: ErrorStrategy = ErrorStrategy.WARN
    close: CloseStrategy = CloseStrategy.COMPLETE_PENDING
    log_level: LogLevel = LogLevel.SUCCESS
    error_queue_size: int = ERROR_QUEUE_SIZE
    aggregation_rules: list[dict[str, Any]] | None = None
    config: dict[str, Any] | None = None
    tags: list[str] = field(default_factory=list)
    description: str | None = None
    delivery: Delivery | None = None
    capture_console: bool = False
    #: Seconds between readings, None for no system metrics.
    system_metrics: float | None = None
    rank: int | None = None
    #: Unix nanoseconds.
    clock: Callable[[], int] = time.time_ns
    #: Unique to this process's part in the run.
    session: str = field(default_factory=lambda: secrets.token_hex(8))
    run_id: str | None = None


def resolve_settings(
    *,
    project: str | None = None,
    workspace: str | None = None,
    experiment: str | None = None,
    run_name: str | None = None,
    root: str | os.PathLike[str] | None = None,
    server: str | None = None,
    api_key: str | None = None,
    resume: str | None = None,
    backpressure: str | None = None,
    errors: str | None = None,
    close: str | None = None,
    log_level: str | None = None,
    aggregation_rules: Sequence[Any] | None = None,
    config: Any = None,
    tags: Sequence[str] | None = None,
    description: str | None = None,
    workers: int = 4,
    system_metrics: bool | float = False,
    delivery: Mapping[str, Any] | None = None,
    **further: Any,
) -> Settings:
    """Settings from what was given. ``delivery`` overrides fields of Delivery, ``further`` sets fields of Settings as they are.

    Raises OptionError naming the option or variable and what it accepts.
    """
    if workers.__class__ is not int or workers < 1:
        raise OptionError(f"num_dispatch_workers={workers!r} is not accepted: it is a whole number of at least 1")
    if root is not None and server is not None:
        raise OptionError("root and server cannot both be given: a run is written into a folder or sent to a server")
    queue_size = read_size("EVENT_QUEUE_MAX_SIZE", EVENT_QUEUE_SIZE)
    dispatch_size = read_size("DISPATCH_QUEUE_MAX_SIZE", 0)
    key = api_key if api_key is not None else (read_variable("API_KEY") or ("", None))[1]
    sent = None
    if server is not None:
        options = {"workers": workers, "event_queue_size": queue_size, "dispatch_queue_size": dispatch_size}
        sent = Delivery(**{"server": _address(server), "api_key": key, **options, **(delivery or {})})
    return Settings(
        project=_text(project, "project_name") or "default",
        workspace=_text(workspace, "workspace_name"),
        experiment=_text(experiment, "experiment_name"),
        run_name=_text(run_name, "run_name"),
        # Absolute: a script may change its working folder later.
        root=os.path.abspath(os.fspath(root) if root is not None else default_root()),
        resume=_named(ResumeStrategy, resume, "resume_strategy", "RESUME_STRATEGY", ResumeStrategy.ALLOW),
        backpressure=_named(
            BackpressureStrategy, backpressure, "backpressure_strategy", "BACKPRESSURE_STRATEGY", BackpressureStrategy.DROP_NEW
        ),
        errors=_named(ErrorStrategy, errors, "error_strategy", "ERROR_MODES", ErrorStrategy.WARN),
        close=_named(CloseStrategy, close, "close_strategy", "CLOSE_STRATEGY", CloseStrategy.COMPLETE_PENDING),
        log_level=_named(LogLevel, log_level, "log_level", "LOG_LEVEL", LogLevel.SUCCESS),
        error_queue_size=read_size("ERROR_QUEUE_MAX_SIZE", ERROR_QUEUE_SIZE),
        aggregation_rules=None if aggregation_rules is None else rules_to_json(aggregation_rules),
        config=_config(config),
        tags=_tags(tags),
        description=description,
        delivery=sent,
        system_metrics=_interval(system_metrics),
        rank=process_rank(),
        **further,
    )


def _named(kind: type[Name], given: str | None, option: str, variable: str, default: Name) -> Name:
    # A bad variable is an error even where an argument wins: it would bite the next script.
    found = read_variable(variable)
    from_environment = None if found is None else parse_name(kind, found[1], found[0])
    if given is not None:
        return parse_name(kind, given, option)
    return default if from_environment is None else from_environment


def _text(value: Any, option: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise OptionError(f"{option}={value!r} is not accepted: it is a text")
    return value


def _config(config: Any) -> dict[str, Any] | None:
    if config is None:
        return None
    try:
        return to_json_object(config, "config")
    except InvalidMetricError as error:
        raise OptionError(str(error)) from None


def _tags(tags: Sequence[str] | None) -> list[str]:
    if isinstance(tags, str):
        raise OptionError(f"tags={tags!r} is not accepted: it is a list of texts")
    return list(dict.fromkeys(str(tag) for tag in tags or ()))


def _address(server: Any) -> str:
    if not isinstance(server, str) or not server.startswith(("http://", "https://")):
        raise OptionError(f"server={server!r} is not accepted: it is an address such as http://127.0.0.1:23300")
    return server.rstrip("/")


def _interval(given: bool | float) -> float | None:
    if given is True:
        return SYSTEM_METRICS_SECONDS
    if given is False or given is None:
        return None
    if not isinstance(given, (int, float)) or not 0.05 <= given <= 86_400:
        raise OptionError(f"system_metrics={given!r} is not accepted: it is True, False or seconds between readings")
    return float(given)
