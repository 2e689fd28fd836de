"""Takes everything and keeps nothing."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from .sink import Pending, SeriesKey


class NoopSink:
    """No file, no network, no thread."""

    resumed = False
    run_id = "noop"
    place = "nowhere"

    def append(self, line: str) -> None:
        return

    def append_all(self, lines: Sequence[str]) -> None:
        return

    def append_log(self, text: str, step: int | None, ts: float) -> None:
        return

    def put_image(self, image: bytes, name: str, ts: str, data: Mapping[str, Any]) -> str | None:
        return None

    def merge_meta(self, update: Mapping[str, Any]) -> None:
        return

    def merge_summary(self, update: Mapping[str, Any]) -> None:
        return

    def beat(self) -> None:
        return

    def last_steps(self) -> Mapping[SeriesKey, int]:
        return {}

    def summary(self) -> Mapping[str, Any]:
        return {}

    def set_primary_metric(self, name: str, mode: str) -> None:
        return

    def config(self) -> Mapping[str, Any]:
        return {}

    def renew_after_fork(self) -> None:
        return

    def flush(self, timeout: float | None) -> bool:
        return True

    def deliver(self, attempts: int, timeout: float | None = None, free: bool = False) -> Pending:
        return Pending()

    def rest(self) -> None:
        return

    def set_status(self, status: str, reason: str | None) -> None:
        return

    def close(self, status: str | None, reason: str | None) -> None:
        return
