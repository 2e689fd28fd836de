"""What a flush of an experiment came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping


@dataclass(frozen=True)
class FlushResult:
    """``ok`` when everything logged so far is written or delivered, and nothing was lost before. Counts are of events."""

    pending_metrics: int = 0
    pending_annotations: int = 0
    #: Whether the status (of ``start``, ``done`` or the end of ``run``) is still to be sent.
    pending_status: bool = False
    #: Requests of this flush that failed and will be repeated.
    retryable_failures: int = 0
    #: Lost for good so far, by reason: "queue full", "not delivered" (max_retries), "refused by the server", "disk".
    lost: Mapping[str, int] = field(default_factory=dict)

    @property
    def dropped(self) -> int:
        """Events that found the queue full."""
        return self.lost.get("queue full", 0)

    @property
    def failed(self) -> int:
        """Events that were given up or refused."""
        return sum(self.lost.values()) - self.dropped

    @property
    def delivered(self) -> bool:
        """Whether nothing is pending."""
        return self.pending_metrics == 0 and self.pending_annotations == 0 and not self.pending_status

    @property
    def ok(self) -> bool:
        return self.delivered and not self.lost

    def __str__(self) -> str:
        parts = [
            _counted(self.pending_metrics, "metric", "pending"),
            _counted(self.pending_annotations, "annotation", "pending"),
            "the status pending" if self.pending_status else "",
            *(f"{count} lost ({reason})" for reason, count in self.lost.items()),
        ]
        return ", ".join(part for part in parts if part) or "everything delivered"


def _counted(count: int, what: str, state: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'} {state}" if count else ""
