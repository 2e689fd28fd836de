"""The module-level habit: each call asks the server of the arguments or the environment."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

from .client import MOST_RAW_ROWS, Client


def get_raw_metrics(
    project: str | None,
    run_id: int | str,
    metric_name: str,
    step_min: int | None = None,
    step_max: int | None = None,
    limit: int = MOST_RAW_ROWS,
    *,
    server: str | None = None,
    token: str | None = None,
) -> Any:
    """Every write of one metric. See ``Client.get_raw_metrics``."""
    with Client(server, token) as client:
        return client.get_raw_metrics(project, run_id, metric_name, step_min, step_max, limit)


def get_metrics(
    project: str | None,
    run_id: int | str,
    metric_names: Sequence[str] | None = None,
    limit: int | None = None,
    step_min: int | None = None,
    step_max: int | None = None,
    *,
    server: str | None = None,
    token: str | None = None,
) -> Any:
    """The points that stand. See ``Client.get_metrics``."""
    with Client(server, token) as client:
        return client.get_metrics(project, run_id, metric_names, limit, step_min, step_max)


def get_statistics(
    project: str | None,
    run_id: int | str,
    metric_names: Sequence[str] | None = None,
    *,
    server: str | None = None,
    token: str | None = None,
) -> Any:
    """Statistics of each series. See ``Client.get_statistics``."""
    with Client(server, token) as client:
        return client.get_statistics(project, run_id, metric_names)


def get_metric_names(
    project: str | None,
    run_ids: Iterable[int | str] | None = None,
    search: str | None = None,
    limit: int = 500,
    *,
    server: str | None = None,
    token: str | None = None,
) -> list[str]:
    """Names of metrics. See ``Client.get_metric_names``."""
    with Client(server, token) as client:
        return client.get_metric_names(project, run_ids, search, limit)
