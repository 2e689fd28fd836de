"""The object habit: a collector makes experiments. Source: the Syvain metrics collector's documentation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Mapping

from .announce import announce
from .environment import default_roots
from .errors import OptionError
from .experiment import Experiment
from .folders import Folder, Folders, LocalFolders, ServerFolders, clean_path, find_folder
from .event_queue import MOST_ITEMS
from .jsonl_sink import JsonlSink
from .reporter import Reporter
from .run import Run
from .settings import Settings, resolve_settings
from .start import open_noop, open_run, run_facts
from .strategies import BackpressureStrategy, CloseStrategy, ErrorStrategy, ResumeStrategy


class Collector:
    """Makes experiments below ``root`` (STEPWELL_ROOT, else ./runs), or on the server at ``host``; without it nothing is sent anywhere.

    Into a folder each call is written before it returns; the options below are for a server. Times are seconds.

    - ``timeout``: creating an experiment, and status updates
    - ``ingest_timeout``: a batch of metrics and annotations
    - ``flush_delay_seconds``: how long the background waits for more before it sends
    - ``max_queue_items``: metrics plus annotations of an experiment that may wait; what finds no room is dropped and counted
    - ``max_batch_items``: most of one request (at most 10,000)
    - ``max_retries``: attempts after the first before a batch is given up and counted; None never gives up

    Raises OptionError naming the option that is not accepted.
    """

    def __init__(
        self,
        api_key: str | None = None,
        host: str | None = None,
        timeout: float = 10.0,
        ingest_timeout: float = 60.0,
        flush_delay_seconds: float = 0.25,
        max_queue_items: int = 100_000,
        max_batch_items: int = 500,
        max_retries: int | None = None,
        *,
        root: str | os.PathLike[str] | None = None,
    ) -> None:
        if host is not None and not (isinstance(host, str) and host.startswith(("http://", "https://"))):
            raise OptionError(f"host={host!r} is not accepted: it is an address such as http://127.0.0.1:23300")
        if host is not None and root is not None:
            raise OptionError("root and host cannot both be given: experiments are written into a folder or sent to a server")
        self._delivery = {
            "workers": 1,
            "timeout": _seconds(timeout, "timeout"),
            "ingest_timeout": _seconds(ingest_timeout, "ingest_timeout"),
            "flush_delay": _seconds(flush_delay_seconds, "flush_delay_seconds", least=0.0),
            "event_queue_size": _count(max_queue_items, "max_queue_items", 1, None),
            "dispatch_queue_size": _count(max_batch_items, "max_batch_items", 1, MOST_ITEMS),
            "max_retries": None if max_retries is None else _count(max_retries, "max_retries", 0, None),
        }
        self._target: dict[str, Any] = {"server": host, "api_key": api_key} if host is not None else {}
        roots = [os.path.abspath(os.fspath(root))] if root is not None else [os.path.abspath(one) for one in default_roots()]
        self._root = roots[0]
        self._folders: Folders = LocalFolders(roots)
        settings = self._resolve()  # What is wrong with host or the environment is said here.
        if settings.delivery is not None:
            self._folders = ServerFolders(settings.delivery.server, settings.delivery.api_key, settings.delivery.timeout)

    def experiment(
        self,
        name: str,
        description: str | None = None,
        meta: Mapping[str, Any] | None = None,
        folder_id: str | None = None,
        folder_path: str | None = None,
    ) -> Experiment:
        """The experiment of this name: a new run, or the one of this name in the same folder, continued. ``meta`` is the run's config.

        ``folder_path`` must exist (``make_folder``); without a folder the run belongs to project "default".
        Raises OptionError, FolderNotFoundError, AmbiguousFolderError, ServerError.
        """
        check_folders(folder_id, folder_path)
        placed = self._place(folder_id, folder_path)
        run = open_run(self._resolve(**_described(name, description, meta), **placed))
        announce(run)
        return Experiment(run)

    def folder(self, path: str) -> Folder:
        """The folder of this path. Raises OptionError, FolderNotFoundError, AmbiguousFolderError, ServerError."""
        return find_folder(self._folders, path)

    def make_folder(self, path: str) -> Folder:
        """The folder of this path, made with those above it where it is missing. Raises OptionError, ServerError."""
        return self._folders.make(clean_path(path))

    def _place(self, folder_id: str | None, folder_path: str | None) -> dict[str, Any]:
        if folder_id is None and folder_path is None:
            return {}
        found = self._folders.find_id(str(folder_id)) if folder_path is None else find_folder(self._folders, folder_path)
        if self._target:
            return {"folder_id": found.id}
        return {"folder_path": found.path, "root": found.root}

    def _resolve(self, **options: Any) -> Settings:
        return collector_settings(**{**({} if self._target else {"root": self._root}), **self._target, **options}, delivery=self._delivery)


class JsonlCollector:
    """The same calls, written into one file of event lines: ``stepwell that.jsonl`` shows it. One file holds one experiment."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.path.abspath(os.fspath(path))

    def experiment(
        self,
        name: str,
        description: str | None = None,
        meta: Mapping[str, Any] | None = None,
        folder_id: str | None = None,
        folder_path: str | None = None,
    ) -> Experiment:
        """The experiment of this file, new or continued. Folders have no meaning here.

        Raises OptionError where the file holds something else, or cannot be written.
        """
        check_folders(folder_id, folder_path)
        run = open_single(Path(self._path), collector_settings(**_described(name, description, meta)))
        announce(run, single=True)
        return Experiment(run)


class NoopCollector:
    """The same calls, checked as strictly, and nothing kept: no file, no network."""

    def experiment(
        self,
        name: str,
        description: str | None = None,
        meta: Mapping[str, Any] | None = None,
        folder_id: str | None = None,
        folder_path: str | None = None,
    ) -> Experiment:
        """An experiment that keeps nothing. Raises OptionError as the other collectors do."""
        check_folders(folder_id, folder_path)
        return Experiment(open_noop(collector_settings(**_described(name, description, meta))))


def collector_settings(**options: Any) -> Settings:
    """Settings of an experiment: the strategies are the collector's own, whatever the environment says for ``init``."""
    return resolve_settings(
        resume=ResumeStrategy.ALLOW,
        backpressure=BackpressureStrategy.DROP_NEW,
        errors=ErrorStrategy.WARN,
        close=CloseStrategy.COMPLETE_PENDING,
        **options,
    )


def open_single(path: Path, settings: Settings) -> Run:
    """The run that ``settings`` describe, in one file. Raises OptionError."""
    reporter = Reporter(settings.errors, settings.log_level)
    return Run(settings, JsonlSink(path, settings, reporter, run_facts(settings, None)), reporter, settings.config or {})


def check_folders(folder_id: Any, folder_path: Any) -> None:
    """Raises OptionError when both are given, or one is no text."""
    if folder_id is not None and folder_path is not None:
        raise OptionError("folder_id and folder_path cannot both be given: they name a folder twice")
    for option, value in (("folder_id", folder_id), ("folder_path", folder_path)):
        if value is not None and (not isinstance(value, str) or value == ""):
            raise OptionError(f"{option}={value!r} is not accepted: it is a text")


def _described(name: Any, description: Any, meta: Any) -> dict[str, Any]:
    if not isinstance(name, str) or name == "":
        raise OptionError(f"name={name!r} is not accepted: it is a text")
    if description is not None and not isinstance(description, str):
        raise OptionError(f"description={description!r} is not accepted: it is a text")
    if meta is not None and not isinstance(meta, Mapping):
        raise OptionError(f"meta={meta!r} is not accepted: it is a dict")
    return {"run_name": name, "description": description, "config": meta}


def _seconds(value: Any, option: str, least: float = 0.001) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= 86_400:
        raise OptionError(f"{option}={value!r} is not accepted: it is seconds, from {least:g} to 86400")
    return float(value)


def _count(value: Any, option: str, least: int, most: int | None) -> int:
    if type(value) is not int or value < least or (most is not None and value > most):
        until = "" if most is None else f" and at most {most}"
        raise OptionError(f"{option}={value!r} is not accepted: it is a whole number of at least {least}{until}")
    return value
