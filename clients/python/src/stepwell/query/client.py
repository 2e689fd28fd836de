"""The questions about runs and their metrics. Source of names and parameters: Pluto's query module."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Iterable, Sequence
from urllib.parse import quote

from ..errors import QueryError
from .jobs import ExperimentsCollectionClient, JobsCollectionClient
from .reader import Reader
from .tables import to_table, warn_caller

#: Most rows of one answer about raw writes.
MOST_RAW_ROWS = 50_000
RAW_COLUMNS = ("logGroup", "step", "time", "value", "nonFiniteFlags")
METRIC_COLUMNS = ("metric", "step", "value", "time", "scale", "labels")
STATISTIC_COLUMNS = (
    "metric", "logGroup", "scale", "labels", "count", "finite", "nan", "pos_inf", "neg_inf",
    "min", "max", "mean", "stddev", "first", "last", "argmin", "argmax",
)  # fmt: skip
_DEFAULT_SCALE = "ML_STEP"
#: What the server takes in before it answers; more of a run than this may be behind.
_SMALL_TAIL = 1024 * 1024
_POLL_SECONDS = 0.05


class Client:
    """Asks one server: ``server``, else STEPWELL_SERVER, else http://127.0.0.1:23300.

    ``token`` (else STEPWELL_TOKEN) is for a server that asks for one; an API key writes and does not read. ``timeout`` is
    seconds without a sign of the server. ``project`` may be None: then an id that several runs bear is an error with
    status 409 whose ``candidates`` are they. ``run_id`` is a run's id, its number in the project, or its display id ("MMP-42").
    Tables are a pandas.DataFrame where pandas is installed, else a list of dicts. Every method raises QueryError.
    """

    def __init__(self, server: str | None = None, token: str | None = None, timeout: float = 60.0) -> None:
        self._reader = Reader(server, token, timeout)
        self._timeout = timeout
        self.jobs = JobsCollectionClient(self._reader)
        self.experiments = ExperimentsCollectionClient(self._reader)

    @property
    def server(self) -> str:
        """The server's address."""
        return self._reader.server

    def close(self) -> None:
        """Lets the connection go; the next question opens another."""
        self._reader.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def get_raw_metrics(
        self,
        project: str | None,
        run_id: int | str,
        metric_name: str,
        step_min: int | None = None,
        step_max: int | None = None,
        limit: int = MOST_RAW_ROWS,
    ) -> Any:
        """Every write of one metric, also what a resume or a correction has replaced, by step, time and order of writing.

        Columns: logGroup (what stands before the last "/"), step, time (Unix milliseconds), value, nonFiniteFlags (1 NaN,
        2 +Infinity, 4 -Infinity; then value is 0), and behind them seq, labels and what else the server says. Bounds are
        inclusive; what has no step comes last and lies outside of any bound. An unknown metric has no rows.
        At most ``limit`` rows (at most 50,000) come; that more were written is a UserWarning.
        """
        query = {
            "runId": str(run_id), "projectName": project, "logName": metric_name,
            "stepMin": step_min, "stepMax": step_max, "limit": limit,
        }  # fmt: skip
        answer = self._reader.get("/api/runs/metrics/raw", query)
        rows = answer["rows"]
        if answer["truncated"]:
            warn_caller(f"get_raw_metrics: result truncated at {len(rows)} rows. Narrow step_min/step_max to retrieve more.")
        return to_table(rows, RAW_COLUMNS)

    def get_metrics(
        self,
        project: str | None,
        run_id: int | str,
        metric_names: Sequence[str] | None = None,
        limit: int | None = None,
        step_min: int | None = None,
        step_max: int | None = None,
    ) -> Any:
        """The points that stand: of several writes at one step the last. None for all metrics.

        Columns: metric, step (None where there is none: behind all others), value (a float, non-finite ones too), time
        (Unix milliseconds), scale and labels. Bounds are inclusive. Nothing is sampled: with ``limit``, at most so many
        points of each series come, from its beginning on, and that there are more is a UserWarning.
        """
        names = None if metric_names is None else list(metric_names)
        if names == []:
            return to_table([], METRIC_COLUMNS)
        # One name alone would be split at its commas: a name may hold some.
        given = None if names is None else [*names, names[0]]
        query = {"format": "jsonl", "metrics": given, "from": step_min, "to": step_max}
        run = self._find(project, run_id)
        self._await_index(run)
        text = self._reader.get_bytes(f"/api/runs/{run}/export", query)
        rows = [_metric_row(line) for line in json.loads(b"[%s]" % text.rstrip(b"\n").replace(b"\n", b","))]
        if limit is not None:
            rows, cut = _first_of_each(rows, limit)
            if cut:
                warn_caller(
                    f"get_metrics: result truncated at {limit} points of {', '.join(sorted(cut))}. "
                    "Narrow step_min/step_max, or raise limit, to retrieve more."
                )
        return to_table(rows, METRIC_COLUMNS)

    def get_statistics(self, project: str | None, run_id: int | str, metric_names: Sequence[str] | None = None) -> Any:
        """Statistics of each series over the finite values of the points that stand, as of now.

        Columns: metric, logGroup, scale, labels, count (points), finite, nan, pos_inf, neg_inf, min, max, mean, stddev (of the
        population), first, last (finite values), argmin, argmax (steps). None where there is no finite value.
        """
        wanted = None if metric_names is None else set(metric_names)
        run = self._find(project, run_id)
        self._await_index(run)
        listed = self._metric_list(run)
        return to_table([_statistics(one) for one in listed if wanted is None or one["name"] in wanted], STATISTIC_COLUMNS)

    def get_metric_names(
        self,
        project: str | None,
        run_ids: Iterable[int | str] | None = None,
        search: str | None = None,
        limit: int = 500,
    ) -> list[str]:
        """Names of the metrics of some runs, or of all of the project, in alphabetical order.

        ``search`` keeps the names that hold the text, whatever the case. More than ``limit`` names are a UserWarning.
        """
        before = {_ref(row): row["version"] for row in self._reader.get("/api/runs", {"project": project})}
        refs = set(before) if run_ids is None else {self._find(project, run_id) for run_id in run_ids}
        found = {one["name"] for ref in refs for one in self._metric_list(ref)}
        # That looked at each run's files: only now is it known which of them were behind.
        for row in self._reader.get("/api/runs", {"project": project}):
            ref = _ref(row)
            if ref in refs and (row["version"] != before.get(ref) or row["pending_bytes"] > _SMALL_TAIL):
                self._await_index(ref)
                found.update(one["name"] for one in self._metric_list(ref))
        names = sorted(found)
        if search is not None:
            names = [name for name in names if search.casefold() in name.casefold()]
        if len(names) > limit:
            warn_caller(f"get_metric_names: {len(names)} names cut at {limit}. Narrow search or run_ids, or raise limit.")
        return names[:limit]

    def _find(self, project: str | None, run_id: int | str) -> str:
        """The run as other routes name it."""
        given = str(run_id)
        fields = ["id", "display_id"] + (["number"] if given.isdecimal() else [])
        found: dict[str, None] = {}
        for field in fields:
            for row in self._reader.get("/api/runs", {"project": project, "filter": f"{field} = {_quoted(given)}"}):
                found[_ref(row)] = None
        refs = list(found)
        if not refs:
            within = "" if project is None else f" in project {project}"
            raise QueryError(f"Run not found: {given}{within}", 404, {"detail": f"Run not found: {given}{within}"})
        if len(refs) > 1:
            detail = f"{given} may mean several runs: name the project, or one by its id"
            raise QueryError(f"{detail} ({', '.join(refs)})", 409, {"detail": detail, "candidates": refs})
        return refs[0]

    def _await_index(self, ref: str) -> None:
        """Waits until the index holds what the run's files hold; a UserWarning where that takes too long."""
        end = time.monotonic() + self._timeout
        while (pending := self._reader.get(f"/api/runs/{ref}")["pending_bytes"]) > _SMALL_TAIL:
            if time.monotonic() > end:
                warn_caller(f"{pending} bytes of the run are not indexed yet: what they hold is missing. Ask again later.")
                return
            time.sleep(_POLL_SECONDS)

    def _metric_list(self, ref: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self._reader.get(f"/api/runs/{ref}/metric_list")
        return listed


def _ref(row: dict[str, Any]) -> str:
    """A run's address below /api/runs: path/id, as several runs may have one id."""
    return quote(f"{row['path']}/{row['id']}" if row["path"] else row["id"], safe="")


def _quoted(text: str) -> str:
    """A text as the query language wants it."""
    return '"%s"' % re.sub(r'([\\"*?])', r"\\\1", text)


def _metric_row(line: dict[str, Any]) -> dict[str, Any]:
    time = line["time"]
    return {
        "metric": line["metric"],
        "step": line["step"],
        "value": float(line["value"]),
        "time": None if time is None else round(time * 1000),
        "scale": line.get("scale", _DEFAULT_SCALE),
        "labels": line.get("labels", {}),
    }


def _first_of_each(rows: list[dict[str, Any]], limit: int) -> tuple[list[dict[str, Any]], set[str]]:
    """The first rows of each series, and the metrics that have more."""
    kept: list[dict[str, Any]] = []
    cut: set[str] = set()
    counts: dict[str, int] = {}
    for row in rows:
        key = json.dumps([row["metric"], row["scale"], row["labels"]], sort_keys=True)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= limit:
            kept.append(row)
        else:
            cut.add(row["metric"])
    return kept, cut


def _statistics(info: dict[str, Any]) -> dict[str, Any]:
    named = {"metric": info["name"], "logGroup": info["group"], "stddev": info["std"]}
    return {column: named[column] if column in named else info[column] for column in STATISTIC_COLUMNS}
