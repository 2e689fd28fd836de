"""Names that options take: strategies, log levels and metric scales.

Source: the Metrana client's documentation. All compare equal to their text, and text is accepted wherever they are.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from .errors import OptionError


class _Name(str, Enum):
    def __str__(self) -> str:
        return str(self.value)


class StandardMetricScale(_Name):
    """What the x axis of a series counts. Any other text is a scale too."""

    ML_STEP = "ML_STEP"
    EPISODE = "EPISODE"
    ENVIRONMENT_STEP = "ENVIRONMENT_STEP"
    SYSTEM = "SYSTEM"


class BackpressureStrategy(_Name):
    """What happens when the event queue is full (server mode)."""

    DROP_NEW = "DropNew"
    BLOCK = "Block"
    RAISE = "Raise"


class ErrorStrategy(_Name):
    """How failures of logging reach the caller."""

    SILENT = "Silent"
    WARN = "Warn"
    RAISE_ON_LOG = "RaiseOnLog"
    RAISE_ON_CLOSE = "RaiseOnClose"


class ResumeStrategy(_Name):
    """What happens when a run of this name exists."""

    ALLOW = "Allow"
    NEVER = "Never"


class CloseStrategy(_Name):
    """What happens to waiting events on close (server mode)."""

    IMMEDIATE = "Immediate"
    COMPLETE_PENDING = "CompletePending"
    COMPLETE_ALL = "CompleteAll"


class LogLevel(_Name):
    """How much the client itself says on stderr, from everything to nothing."""

    TRACE = "Trace"
    DEBUG = "Debug"
    INFO = "Info"
    SUCCESS = "Success"
    WARN = "Warn"
    ERROR = "Error"
    CRITICAL = "Critical"
    OFF = "Off"


LEVEL_ORDER: tuple[LogLevel, ...] = tuple(LogLevel)

Name = TypeVar("Name", bound=_Name)


def parse_name(kind: type[Name], value: str, option: str) -> Name:
    """The member of ``kind`` that ``value`` names, in any case. Raises OptionError naming ``option`` and what it accepts."""
    for member in kind:
        if isinstance(value, str) and str(member.value).lower() == str(value).lower():
            return member
    accepted = ", ".join(str(member.value) for member in kind)
    raise OptionError(f"{option}={value!r} is not accepted: it is one of {accepted}")
