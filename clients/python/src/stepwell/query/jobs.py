"""Runs as jobs, folders as experiments. Source of names, parameters and results: the metrics reference of Dioptra's client."""

from __future__ import annotations

import datetime
import math
from typing import Any
from urllib.parse import quote

from ..values import to_number
from .reader import Reader


class JobsCollectionClient:
    """``Client.jobs``. A job id is a run's ``job_id``.

    Values in answers are floats, or "nan", "inf" and "-inf": ``float()`` reads all of them.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def get_metrics_by_id(self, job_id: str | int) -> Any:
        """Of each metric the value with the highest step: ``[{name, value}]``, ``[]`` for a job that is not there."""
        return self._reader.get(_metrics_of("jobs", job_id))

    def get_metrics_snapshots_by_id(
        self, job_id: str | int, metric_name: str | int, index: int = 0, page_length: int = 10
    ) -> Any:
        """The history of one metric, ascending by step: a page ``{index, isComplete, totalNumResults, first, next, prev, data}``.

        ``index`` is a row offset; ``page_length`` 1 … 1000. Rows of ``data`` are ``{name, value, step, timestamp}``.
        """
        path = f"{_metrics_of('jobs', job_id)}/{quote(str(metric_name), safe='')}/snapshots"
        return self._reader.get(path, {"index": index, "pageLength": page_length})

    def append_metric_by_id(
        self,
        job_id: str | int,
        metric_name: str,
        metric_value: float,
        metric_step: int | None = None,
        timestamp: datetime.datetime | str | None = None,
    ) -> Any:
        """Posts a value and gives ``{name, value}`` back. A value of the same name and step is replaced.

        Without a step it is 0. Without a timestamp it is the server's time; a text is ISO 8601, UTC unless it says otherwise,
        and a datetime without a zone is local time. Raises QueryError (404 for a job that is not there, 400 for a name that
        Dioptra would refuse), InvalidMetricError for a value that is no number.
        """
        body: dict[str, Any] = {"name": metric_name, "value": _value(metric_value)}
        if metric_step is not None:
            body["step"] = metric_step
        if timestamp is not None:
            body["timestamp"] = timestamp if isinstance(timestamp, str) else _iso(timestamp)
        return self._reader.post(_metrics_of("jobs", job_id), body)


class ExperimentsCollectionClient:
    """``Client.experiments``. An experiment id is a run's ``experiment_id``."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def get_metrics_by_id(
        self,
        experiment_id: str | int,
        index: int = 0,
        page_length: int = 10,
        sort_by: str | None = None,
        descending: bool | None = None,
        search: str | None = None,
    ) -> Any:
        """The latest metrics of each job: a page whose ``data`` is ``[{id, metrics: [{name, value}]}]``.

        ``sort_by`` is id, description, createdOn, lastModifiedOn, status, experiment, entrypoint or queue, else QueryError
        with status 400. ``search`` is the query language of docs/api.md without comparisons; what cannot be read is status 422.
        """
        query = {
            "index": index, "pageLength": page_length, "search": search, "sortBy": sort_by,
            "descending": None if descending is None else str(bool(descending)).lower(),
        }  # fmt: skip
        return self._reader.get(_metrics_of("experiments", experiment_id), query)


def _metrics_of(collection: str, number: str | int) -> str:
    return f"/api/v1/{collection}/{quote(str(number), safe='')}/metrics"


def _value(value: Any) -> Any:
    # Texts such as "nan" are what the answers hold: they may be given back.
    if isinstance(value, str):
        return value
    number = to_number(value)
    return number if math.isfinite(number) else str(number)


def _iso(timestamp: datetime.datetime) -> str:
    return (timestamp if timestamp.tzinfo is not None else timestamp.astimezone()).isoformat()
