"""Where a run's events go. A folder and a server stand behind one interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Protocol, Sequence, Tuple

#: A series: name, scale, sorted (label, value) pairs.
SeriesKey = Tuple[str, str, Tuple[Tuple[str, str], ...]]


@dataclass(frozen=True)
class Pending:
    """What is taken and not yet written or delivered. ``failures``: requests of this delivery that failed and will be repeated."""

    events: int = 0
    annotations: int = 0
    status: bool = False
    failures: int = 0

    @property
    def nothing(self) -> bool:
        """Whether everything has arrived."""
        return self.events == 0 and self.annotations == 0 and not self.status


class Sink(Protocol):
    """All methods may be called from any thread. Failures go to the run's Reporter; only its strategy decides what is raised."""

    #: Whether the run was there before.
    resumed: bool
    @property
    def run_id(self) -> str:
        """The run's id: the name of its folder."""

    #: What a person opens: a folder's path or a page's address.
    place: str

    def append(self, line: str) -> None:
        """Takes one event line (lines.py), newline included."""

    def append_all(self, lines: Sequence[str]) -> None:
        """Takes several lines that belong together, in their order."""

    def append_log(self, text: str, step: Optional[int], ts: float) -> None:
        """Takes what the process printed, as it was printed. ``step`` is where training stood."""

    def put_image(self, image: bytes, name: str, ts: str, data: Mapping[str, Any]) -> Optional[str]:
        """Keeps an image and its event (``data`` without ``path``). Returns its path inside the run, None when it was dropped."""

    def merge_meta(self, update: Mapping[str, Any]) -> None:
        """Merges fields into meta.json, objects deeply."""

    def merge_summary(self, update: Mapping[str, Any]) -> None:
        """Merges fields into summary.json."""

    def beat(self) -> None:
        """Says that the process lives."""

    def last_steps(self) -> Mapping[SeriesKey, int]:
        """Last step of each series that the run had before this process."""

    def summary(self) -> Mapping[str, Any]:
        """What summary.json says, as far as this process knows."""

    def set_primary_metric(self, name: str, mode: str) -> None:
        """Notes which metric stands for the run; ``mode`` is "max" or "min"."""

    def config(self) -> Mapping[str, Any]:
        """The config that the run has."""

    def renew_after_fork(self) -> None:
        """In the child of a fork: never touches what belongs to the parent."""

    def flush(self, timeout: Optional[float]) -> bool:
        """Waits until what was taken is written or delivered. False when ``timeout`` seconds were not enough."""

    def deliver(self, attempts: int, timeout: Optional[float] = None, free: bool = False) -> Pending:
        """Sends now, until nothing is left or ``attempts`` requests begun after this call have failed or ``timeout`` seconds have passed.

        Attempts that are ``free`` do not count against ``max_retries``. What is left stays taken.
        """

    def rest(self) -> None:
        """Ends threads while nothing is left to send; the next event begins anew."""

    def set_status(self, status: str, reason: Optional[str]) -> None:
        """Writes or sends a status, behind the events before it, and takes events as before."""

    def close(self, status: Optional[str], reason: Optional[str]) -> None:
        """Writes the final status (None: leaves it) and lets go of files and threads. What is given up is counted as dropped."""
