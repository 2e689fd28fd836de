"""What the client raises. Every message names the thing at fault and what is accepted."""

from __future__ import annotations

from typing import Any


class StepwellError(RuntimeError):
    """Base of everything that this package raises on purpose."""


class OptionError(StepwellError, ValueError):
    """An option or environment variable has a value that is not accepted."""


class UnknownOptionError(StepwellError, TypeError):
    """An option that does not exist."""


class NotInitializedError(StepwellError):
    """A module-level call before ``stepwell.init()`` or after ``stepwell.close()``."""


class AlreadyInitializedError(StepwellError):
    """A second ``stepwell.init()`` while a run is open."""


class RunExistsError(StepwellError):
    """``resume_strategy="Never"`` and the run name is taken."""


class RunFinishedError(StepwellError):
    """A call on a run that is finished."""


class InvalidMetricError(StepwellError, ValueError):
    """A name, value, step, label or timestamp that cannot be logged."""


class EventQueueFullError(StepwellError):
    """``backpressure_strategy="Raise"`` and no room in the event queue (server mode only)."""


class DeliveryError(StepwellError):
    """Events could not be written to the folder or delivered to the server."""


class FolderNotFoundError(StepwellError, LookupError):
    """No folder of this path or id."""


class AmbiguousFolderError(StepwellError, LookupError):
    """Several folders bear this path."""


class ServerError(StepwellError):
    """The server could not be reached or refused a request.

    ``status`` is the HTTP status, or None when there was no answer.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class QueryError(ServerError):
    """A question that the server could not be asked or refused to answer.

    ``status`` is as in ServerError; ``answer`` is the JSON of the refusal ({} where there was none): Dioptra's routes
    answer ``{error, message, detail, originating_path}``, all others ``{detail}``.
    """

    def __init__(self, message: str, status: int | None = None, answer: dict[str, Any] | None = None) -> None:
        super().__init__(message, status)
        self.answer = answer if answer is not None else {}

    @property
    def candidates(self) -> list[str]:
        """The runs that an ambiguous id (409) may mean."""
        return list(self.answer.get("candidates") or [])
